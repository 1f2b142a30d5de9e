import type { PyProxy } from 'pyodide/ffi';
import { nn, type Tensor } from '../../../engine/index.ts';
import type { Handles } from './bridge/handles.ts';

type PythonModuleObject = PyProxy & { training: boolean };

/** What the interpreter does for a module: see `sharing.py`. */
export interface PythonModuleFunctions {
  describe(
    module: PyProxy,
  ): [
    tensors: [name: string, handle: number, kind: 'parameter' | 'buffer'][],
    children: [name: string, identity: number, module: PyProxy][],
  ];
  run(module: PyProxy, ...handles: number[]): number;
}

function camelCase(name: string): string {
  return name.replace(/_([a-z])/g, (_, letter: string) => letter.toUpperCase());
}

/** A module that a Python cell made, as TypeScript cells see it: the same tensors, and its own `forward`. */
export class PythonModule extends nn.Module {
  readonly #module: PythonModuleObject;
  readonly #identity: number;
  readonly #functions: PythonModuleFunctions;
  readonly #handles: Handles<Tensor>;

  /**
   * `identity`: Python's of the module. `known`: the modules around it, by theirs; a module may be within several, and within
   * itself.
   */
  constructor(
    module: PyProxy,
    identity: number,
    functions: PythonModuleFunctions,
    handles: Handles<Tensor>,
    known = new Map<number, PythonModule>(),
  ) {
    super();
    this.#identity = identity;
    this.#module = module.copy() as PythonModuleObject;
    this.#functions = functions;
    this.#handles = handles;
    this.refresh(known);
    Object.defineProperty(this, 'training', {
      get: () => this.#module.training,
      set: (training: boolean) => {
        this.#module.training = training;
      },
    });
  }

  /** Takes over the tensors that the module has now: Python code may have bound its fields anew. */
  refresh(known = new Map<number, PythonModule>()): void {
    known.set(this.#identity, this);
    const [tensors, children] = this.#functions.describe(this.#module);
    for (const [name, handle, kind] of tensors) {
      if (kind === 'buffer') this.registerBuffer(camelCase(name), this.#handles.get(handle));
      else Object.assign(this, { [camelCase(name)]: this.#handles.get(handle) });
    }
    for (const [name, identity, child] of children) {
      const made = known.get(identity) ?? new PythonModule(child, identity, this.#functions, this.#handles, known);
      Object.assign(this, { [camelCase(name)]: made });
    }
  }

  override forward(...inputs: Tensor[]): Tensor {
    const handles = inputs.map((input) => this.#handles.put(input));
    return this.#handles.get(this.#functions.run(this.#module, ...handles));
  }

  override toString(): string {
    return this.#module.toString();
  }
}
