import * as engine from '../../../../engine/index.ts';
import { Handles } from './handles.ts';
import { Operations } from './operations.ts';
import {
  type AnyFunction,
  type ArgumentKind,
  parseSignature,
  resolve,
  type Signature,
  toFloating,
} from './signature.ts';

/** Functions beside the engine's, by name; what they take is up to Python. */
export type Extras = Readonly<Record<string, (...args: never[]) => unknown>>;

/** What Python passes where it passes an object: Pyodide's stand-in for it. */
interface PythonObject {
  toJs(): unknown;
}

/** Raises the exception of Python's that has an error's name. Never returns. */
export type Raise = (name: string, message: string) => never;

function isPythonObject(value: unknown): value is PythonObject {
  return (typeof value === 'object' || typeof value === 'function') && value !== null && 'toJs' in value;
}

/** What has the values and their places: two tensors in one result. */
interface ValuesAndIndices {
  readonly values: engine.Tensor;
  readonly indices: engine.Tensor;
}

function isValuesAndIndices(value: unknown): value is ValuesAndIndices {
  return typeof value === 'object' && value !== null && 'values' in value && 'indices' in value;
}

/**
 * The engine as Python sees it: a function for each {@link Signature}, found by its text. Tensors pass as handles, so
 * that a call costs Python no object of its own.
 */
export class Bridge {
  readonly handles = new Handles<engine.Tensor>('tensor');
  /** Whatever else Python made here: optimizers, layers, generators. */
  readonly kept = new Handles<object>('object');
  readonly operations = new Operations(this.handles);
  readonly #extras: Extras;
  readonly #functions = new Map<string, AnyFunction>();
  readonly #names = new Map<unknown, string>();
  #raise: Raise = (name, message) => {
    throw new Error(`${name}: ${message}`);
  };
  #toList: (values: readonly unknown[]) => unknown = (values) => values;

  constructor(extras: (bridge: Bridge) => Extras) {
    this.#extras = extras(this);
  }

  /** A module for Python whose attributes are the functions by their signatures. */
  readonly module: object = new Proxy(
    {},
    {
      get: (_, name) => (typeof name === 'string' ? this.find(name) : undefined),
      has: (_, name) => typeof name === 'string' && this.#isSignature(name),
    },
  );

  /** Ties the bridge to a running interpreter. */
  connect(raise: Raise, toList: (values: readonly unknown[]) => unknown): void {
    this.#raise = raise;
    this.#toList = toList;
  }

  /** The function with a signature; the same object each time. */
  find(text: string): AnyFunction | undefined {
    if (!this.#isSignature(text)) return undefined;
    const known = this.#functions.get(text);
    if (known !== undefined) return known;
    const made = this.#guarded(this.#bind(text));
    this.#functions.set(text, made);
    this.#names.set(made, text);
    return made;
  }

  /** The signature of one of this bridge's functions. */
  nameOf(value: unknown): string | undefined {
    return this.#names.get(value);
  }

  /** A value of the engine's as Python takes it: a handle for a tensor, a list for several. */
  readonly toPython = (value: unknown): unknown => {
    if (value instanceof engine.Tensor) return this.handles.put(value);
    if (Array.isArray(value)) return this.#toList(value.map(this.toPython));
    if (isValuesAndIndices(value)) return this.toPython([value.values, value.indices]);
    return value;
  };

  #isSignature(text: string): boolean {
    return text in this.#extras || text.includes(' ');
  }

  #bind(text: string): AnyFunction {
    const extra = this.#extras[text];
    if (extra !== undefined) return extra as AnyFunction;
    const signature = parseSignature(text);
    const { positional, options } = signature;
    const target = signature.isMethod ? undefined : resolve(signature.path);
    if (positional.includes('f') && target !== undefined) {
      return (...args) => this.toPython(target(...this.#withFloat(positional, args)));
    }
    const method = signature.path.at(-1)!;
    // What works in place returns the tensor that Python has a handle of.
    const worksInPlace = method.endsWith('_');
    return (...args) => {
      const given = positional.map((kind, index) => this.#argument(kind, args[index]));
      if (options.length > 0) given.push(this.#options(signature, args));
      if (target !== undefined) return this.toPython(target(...given));
      const [self, ...rest] = given as [Record<string, AnyFunction>, ...unknown[]];
      const result = self[method]!(...rest);
      return worksInPlace ? undefined : this.toPython(result);
    };
  }

  #withFloat(positional: readonly ArgumentKind[], args: readonly unknown[]): unknown[] {
    return positional.map((kind, index) => {
      const value = this.#argument(kind, args[index]);
      return kind === 't' ? toFloating(value as engine.Tensor) : value;
    });
  }

  #options({ positional, options }: Signature, args: readonly unknown[]): Record<string, unknown> {
    const record: Record<string, unknown> = {};
    options.forEach(({ name, kind }, index) => {
      const value = this.#argument(kind, args[positional.length + index]);
      if (value !== undefined) record[name] = value;
    });
    return record;
  }

  #argument(kind: ArgumentKind, value: unknown): unknown {
    switch (kind) {
      case 't':
        return this.handles.get(value as number);
      case '?':
        return value === undefined || value === null ? undefined : this.handles.get(value as number);
      case '*':
        return (toArray(value) as number[]).map((handle) => this.handles.get(handle));
      case 'l':
        return toArray(value);
      case 's':
        return value === undefined ? undefined : this.kept.get(value as number);
      default:
        return value;
    }
  }

  #guarded(call: AnyFunction): AnyFunction {
    return (...args) => {
      try {
        return call(...args);
      } catch (error) {
        return this.#rethrow(error);
      }
    };
  }

  #rethrow(error: unknown): never {
    if (!(error instanceof Error) || error.name === 'PythonError') throw error;
    return this.#raise(error.name, error.message);
  }
}

function toArray(value: unknown): unknown {
  return isPythonObject(value) ? value.toJs() : value;
}
