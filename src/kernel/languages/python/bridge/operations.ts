import type { PyodideAPI } from 'pyodide';
import type { Tensor } from '../../../../engine/index.ts';
import { isAllFinite } from '../../../../engine/index.ts';
import type { Bridge, Extras } from './bridge.ts';
import type { Handles } from './handles.ts';
import { type ArgumentKind, parseSignature, resolve, toFloating } from './signature.ts';

/**
 * CPython's stable C API (https://docs.python.org/3/c-api/stable.html), as far as it is used here, and Emscripten's
 * functions for it. A number is the address of an object; 0 as a result is an error that was raised.
 */
interface CPython {
  readonly HEAPU32: Uint32Array;
  addFunction(call: (...addresses: number[]) => number, signature: string): number;
  stringToNewUTF8(text: string): number;
  _malloc(bytes: number): number;
  _PyCFunction_NewEx(definition: number, self: number, module: number): number;
  _PyErr_Occurred(): number;
  _PyFloat_AsDouble(object: number): number;
  _PyImport_AddModule(name: number): number;
  _PyImport_ImportModule(name: number): number;
  _PyLong_AsLong(object: number): number;
  _PyLong_FromLong(value: number): number;
  _PyObject_CallNoArgs(callable: number): number;
  _PyObject_GetAttrString(object: number, name: number): number;
  _PyObject_SetAttrString(object: number, name: number, value: number): number;
}

/** What Python keeps of the operations, in a snapshot too: see `_normscope/bridge.py`. */
interface KeptOfOperations {
  readonly signatures: { toJs(): string[] };
}

/** The module with the function `call`, and in `definition` the address of what CPython knows of it. */
const MODULE = '_normscope_operations';

const WORD = 4;
/** Fields of CPython's PyMethodDef: the name, the function in WebAssembly's table, how it is called, the docstring. */
const DEFINITION = { name: 0, call: 1, flags: 2, doc: 3, words: 4 } as const;
/** `call(self, arguments, count)`, the arguments one address after the other. */
const METH_FASTCALL = 0x80;

/** Ends the signature of an operation that tells of results with NaN or infinity by the handle's complement, `~handle`. */
const CHECKED = ' !';

/** Calls an operation with the arguments whose addresses lie from `args` on. Returns a handle. */
type Operation = (args: number) => number;

/** Thrown where Python has an error set already. */
const RAISED = new Error('raised in Python');

/**
 * Operations on tensors as a builtin function of CPython's own, `call(number, *arguments)`: called so, one takes half a
 * microsecond less than through Pyodide's stand-ins for JavaScript's functions. They take one argument or two, tensors'
 * handles (`t`) and numbers (`f`, `n`), and return a tensor's handle.
 */
export class Operations {
  readonly #handles: Handles<Tensor>;
  readonly #operations: Operation[] = [];
  #python!: CPython;
  /** The address of the function {@link rethrow} as Python has it, once it was needed. */
  #rethrow = 0;
  #error: unknown;

  constructor(handles: Handles<Tensor>) {
    this.#handles = handles;
  }

  /** Makes the builtin function. */
  define(python: PyodideAPI): void {
    const api = this.#connect(python);
    const definition = api._malloc(DEFINITION.words * WORD);
    api.HEAPU32.fill(0, definition / WORD, definition / WORD + DEFINITION.words);
    api.HEAPU32[definition / WORD + DEFINITION.name] = api.stringToNewUTF8('call');
    api.HEAPU32[definition / WORD + DEFINITION.flags] = METH_FASTCALL;
    this.#putCall(definition);
    const module = api._PyImport_AddModule(api.stringToNewUTF8(MODULE));
    const set = (name: string, value: number) => api._PyObject_SetAttrString(module, api.stringToNewUTF8(name), value);
    set('call', api._PyCFunction_NewEx(definition, 0, 0));
    set('definition', api._PyLong_FromLong(definition));
  }

  /** Gives the builtin function of a snapshot its place in the table again, and its operations their numbers. */
  restore(python: PyodideAPI): void {
    this.#connect(python);
    this.#putCall((python.pyimport(MODULE) as { readonly definition: number }).definition);
    const { signatures } = python.pyimport('_normscope.bridge') as KeptOfOperations;
    for (const signature of signatures.toJs()) this.add(signature);
  }

  /** Binds an operation. Returns its number. */
  add(text: string): number {
    const checked = text.endsWith(CHECKED);
    const { path, positional } = parseSignature(checked ? text.slice(0, -CHECKED.length) : text);
    const put = checked ? this.#putChecked : this.#put;
    return this.#operations.push(this.#bind(resolve(path), positional, put)) - 1;
  }

  /** Throws the error of the operation that was called last. */
  rethrow(): never {
    throw this.#error;
  }

  #connect(python: PyodideAPI): CPython {
    this.#python = (python as unknown as { readonly _module: CPython })._module;
    return this.#python;
  }

  #putCall(definition: number): void {
    const api = this.#python;
    const call = (_self: number, args: number): number => {
      try {
        return this.#operations[api._PyLong_AsLong(api.HEAPU32[args / WORD]!)]!(args + WORD);
      } catch (error) {
        return this.#raise(error);
      }
    };
    api.HEAPU32[definition / WORD + DEFINITION.call] = api.addFunction(call, 'iiii');
  }

  readonly #put = (result: unknown): number => this.#python._PyLong_FromLong(this.#handles.put(result as Tensor));

  readonly #putChecked = (result: unknown): number => {
    const handle = this.#handles.put(result as Tensor);
    return this.#python._PyLong_FromLong(isAllFinite(result as Tensor) ? handle : ~handle);
  };

  #bind(
    target: (...args: unknown[]) => unknown,
    kinds: readonly ArgumentKind[],
    put: (result: unknown) => number,
  ): Operation {
    const [first, second] = kinds.map((kind) => this.#reader(kind, kinds.includes('f')));
    if (second === undefined) return (args) => put(target(first!(args)));
    return (args) => put(target(first!(args), second(args + WORD)));
  }

  /** Reads an argument of a kind whose address lies at another. */
  #reader(kind: ArgumentKind, meetsFloat: boolean): (place: number) => unknown {
    const api = this.#python;
    const handles = this.#handles;
    if (kind === 't' && meetsFloat) {
      return (place) => toFloating(handles.get(api._PyLong_AsLong(api.HEAPU32[place / WORD]!)));
    }
    if (kind === 't') return (place) => handles.get(api._PyLong_AsLong(api.HEAPU32[place / WORD]!));
    return (place) => {
      const value = api._PyFloat_AsDouble(api.HEAPU32[place / WORD]!);
      if (value === -1 && api._PyErr_Occurred() !== 0) throw RAISED;
      return value;
    };
  }

  /** Has an error go to Python the way that those of all other functions go: Pyodide brings it over. */
  #raise(error: unknown): number {
    if (error === RAISED) return 0;
    this.#error = error;
    if (this.#rethrow === 0) this.#rethrow = this.#find('_normscope_bridge', 'rethrow');
    return this.#python._PyObject_CallNoArgs(this.#rethrow);
  }

  /** The address of a function in a module of Python's. */
  #find(module: string, name: string): number {
    const api = this.#python;
    return api._PyObject_GetAttrString(
      api._PyImport_ImportModule(api.stringToNewUTF8(module)),
      api.stringToNewUTF8(name),
    );
  }
}

export function operationFunctions({ operations }: Bridge): Extras {
  return {
    addOperation: (signature: string) => operations.add(signature),
    rethrow: () => operations.rethrow(),
  };
}
