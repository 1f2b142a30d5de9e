import type { PyCallable } from 'pyodide/ffi';
import type { Tensor } from '../../../engine/index.ts';
import type { VariableKind } from '../../../protocol/variables.ts';
import { furtherParts, type InspectedValue, type VariableSource } from '../variableSource.ts';
import type { Handles } from './bridge/handles.ts';
import type { Interpreter } from './interpreter.ts';

/** A value as `_normscope.variables` tells of it; tensors are handles. */
interface Entry {
  readonly label: string;
  readonly step: string;
  readonly kind: VariableKind;
  readonly type: string;
  readonly text: string;
  readonly handle: number | null;
  readonly handles: readonly number[];
  readonly hasParts: boolean;
  readonly identity: string;
}

interface Entries {
  readonly found: readonly Entry[];
  readonly omitted: number;
}

/** The step from a tensor to its gradient. */
const GRADIENT = '.grad';

function inspected(entry: Entry, handles: Handles<Tensor>): InspectedValue {
  const tensor = entry.handle === null ? undefined : handles.get(entry.handle);
  return {
    ...entry,
    tensor,
    tensors: entry.handles.map((handle) => handles.get(handle)),
    hasParts: entry.hasParts || tensor?.grad !== undefined,
  };
}

function gradientOf(value: InspectedValue | undefined): InspectedValue | undefined {
  const gradient = value?.tensor?.grad;
  if (value === undefined || gradient === undefined) return undefined;
  return {
    ...{ ...value, label: 'grad', step: GRADIENT, identity: '' },
    ...{ tensor: gradient, tensors: [gradient], hasParts: false },
  };
}

/** The variables of Python cells. */
export class PythonVariables implements VariableSource {
  readonly language = 'python';
  readonly #interpreter: () => Interpreter | undefined;

  /** `interpreter`: the present one; undefined while none runs. */
  constructor(interpreter: () => Interpreter | undefined) {
    this.#interpreter = interpreter;
  }

  list(): ReturnType<VariableSource['list']> {
    return this.#entries('listed') ?? { found: [], omitted: 0 };
  }

  at(name: string, steps: readonly string[]): InspectedValue | undefined {
    if (steps.at(-1) === GRADIENT) {
      const gradient = gradientOf(this.at(name, steps.slice(0, -1)));
      if (gradient !== undefined) return gradient;
    }
    const interpreter = this.#interpreter();
    const text = this.#call('at', name, JSON.stringify(steps));
    if (interpreter === undefined || text === undefined) return undefined;
    const [entry] = JSON.parse(text) as Entry[];
    return entry && inspected(entry, interpreter.bridge.handles);
  }

  parts(name: string, steps: readonly string[]): readonly InspectedValue[] {
    const gradient = gradientOf(this.at(name, steps));
    if (gradient !== undefined) return [gradient];
    const { found, omitted } = this.#entries('parts', name, JSON.stringify(steps)) ?? { found: [], omitted: 0 };
    return omitted > 0 ? [...found, furtherParts(omitted)] : found;
  }

  text(name: string, steps: readonly string[]): string {
    const tensor = this.at(name, steps)?.tensor;
    return tensor?.toString() ?? this.#call('text', name, JSON.stringify(steps)) ?? '';
  }

  state(name: string, steps: readonly string[]): ReadonlyMap<string, Tensor> {
    const handles = this.#interpreter()?.bridge.handles;
    const entries = JSON.parse(this.#call('state', name, JSON.stringify(steps)) ?? '[]') as [string, number][];
    return new Map(handles && entries.map(([path, handle]) => [path, handles.get(handle)]));
  }

  #entries(name: string, ...args: string[]): { found: InspectedValue[]; omitted: number } | undefined {
    const handles = this.#interpreter()?.bridge.handles;
    const text = this.#call(name, ...args);
    if (handles === undefined || text === undefined) return undefined;
    const { found, omitted } = JSON.parse(text) as Entries;
    return { found: found.map((entry) => inspected(entry, handles)), omitted };
  }

  /** A function of `_normscope.variables`, which gives a text; undefined where no interpreter runs. */
  #call(name: string, ...args: string[]): string | undefined {
    const functions = this.#interpreter()?.variables as Record<string, PyCallable> | undefined;
    return functions?.[name]?.(...args) as string | undefined;
  }
}
