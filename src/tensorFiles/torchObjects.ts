import { inMemory } from './byteSource.ts';
import { type ByteStream, storedBytes } from './byteStream.ts';
import { type ElementType, elementType } from './elementTypes.ts';
import { TensorFileError } from './errors.ts';
import { fortranStrides, numpyType } from './numpy.ts';
import { type Pickled, PickledCall, PickledGlobal, PickledReference } from './pickled.ts';
import { listed, storedTensor, type StoredTensor, unreadable } from './storedTensor.ts';

/** Where the bytes of a storage are. Throws TensorFileError where they are not in the file. */
export type FindStorage = (key: string) => ByteStream;

/** What a pickle of PyTorch's describes. */
export interface TorchObjects {
  readonly tensors: readonly StoredTensor[];
  /** Numbers and texts, by where they stand. */
  readonly scalars: readonly (readonly [name: string, text: string])[];
  /** Classes and functions that loading the file would take from elsewhere than PyTorch, or call. */
  readonly foreign: readonly string[];
}

/** The dtype of each type of storage. */
export const STORAGES: Readonly<Record<string, string>> = {
  FloatStorage: 'float32',
  DoubleStorage: 'float64',
  HalfStorage: 'float16',
  BFloat16Storage: 'bfloat16',
  LongStorage: 'int64',
  IntStorage: 'int32',
  ShortStorage: 'int16',
  CharStorage: 'int8',
  ByteStorage: 'uint8',
  BoolStorage: 'bool',
  ComplexFloatStorage: 'complex64',
  ComplexDoubleStorage: 'complex128',
};

/** Beyond these a pickle is taken for a trap. */
const MOST_TENSORS = 100_000;
const MOST_NODES = 2_000_000;
const MOST_DEPTH = 100;
const MOST_SCALARS = 200;
const MOST_SCALAR_LENGTH = 200;
const MOST_NAME_LENGTH = 1000;

/** Attributes of a module that hold what its state dictionary has, which does not name them. */
const PASSED_OVER = new Set(['_parameters', '_buffers', '_modules']);

/** What tensors are made of, and containers. */
const KNOWN = [
  /^torch(\.|$)/,
  /^collections\.(OrderedDict|defaultdict)$/,
  /^(builtins|__builtin__)\.(set|frozenset|dict|list|tuple|complex|slice|bytearray|object)$/,
  /^numpy\.dtype$|^numpy\.(_core|core)\.multiarray\.(_reconstruct|scalar)$|^numpy\.ndarray$/,
  /^_codecs\.encode$/,
  /^argparse\.Namespace$|^(pathlib|types)\.\w+$/,
  /^copyreg\._reconstructor$|^copy_reg\._reconstructor$/,
];

function isNumbers(value: Pickled | undefined): value is number[] {
  return Array.isArray(value) && value.every((each) => typeof each === 'number');
}

function calleeName({ callee }: PickledCall): string {
  return callee instanceof PickledGlobal ? callee.fullName : '';
}

function argumentsOf(call: PickledCall): readonly (Pickled | undefined)[] {
  return Array.isArray(call.args) ? call.args : [];
}

/** A storage that a tensor refers to. */
interface Storage {
  readonly key: string;
  /** Undefined of storages without a type, whose tensors name theirs. */
  readonly dtype: string | undefined;
}

function storageOf(value: Pickled | undefined): Storage {
  const id = value instanceof PickledReference ? value.id : undefined;
  const [kind, type, key] = Array.isArray(id) ? id : [];
  if (kind !== 'storage' || !(type instanceof PickledGlobal) || (typeof key !== 'string' && typeof key !== 'number')) {
    throw new TensorFileError('it refers to a storage in a way that is not known');
  }
  return { key: String(key), dtype: STORAGES[type.name] };
}

function typeOf(storage: Storage, dtype: Pickled | undefined): ElementType {
  const name = dtype instanceof PickledGlobal ? dtype.name : storage.dtype;
  const type = elementType(name ?? '');
  if (type === undefined) throw new TensorFileError(`elements of type ${name ?? 'of this storage'} are not read`);
  return type;
}

/** NumPy's arrays in a pickle carry their bytes, as such or as text in Latin-1. */
function bytesIn(value: Pickled | undefined): Uint8Array | undefined {
  if (value instanceof Uint8Array) return value;
  if (value instanceof PickledCall && calleeName(value) === '_codecs.encode') {
    const [text] = argumentsOf(value);
    return typeof text === 'string' ? Buffer.from(text, 'latin1') : undefined;
  }
  return undefined;
}

/** Walks through what a pickle describes and collects what is to be shown. */
class Collector {
  readonly tensors: StoredTensor[] = [];
  readonly scalars: [name: string, text: string][] = [];
  readonly foreign = new Set<string>();
  readonly #find: FindStorage;
  readonly #isBigEndian: boolean;
  readonly #path = new Set<Pickled>();
  /** The first tensor that shows some elements. */
  readonly #shown = new Map<string, string>();
  #nodes = 0;
  /** How many objects, whose attributes are settings rather than results, are around what is visited. */
  #objects = 0;

  constructor(find: FindStorage, isBigEndian: boolean) {
    this.#find = find;
    this.#isBigEndian = isBigEndian;
  }

  visit(value: Pickled, name: string): void {
    if (++this.#nodes > MOST_NODES) throw new TensorFileError('its pickle describes too many objects');
    if (value instanceof PickledGlobal) {
      this.#note(value);
      return;
    }
    if (typeof value !== 'object' || value === null) {
      this.#addScalar(name, value);
      return;
    }
    // What contains itself is walked through once.
    if (this.#path.has(value)) return;
    if (this.#path.size > MOST_DEPTH) throw new TensorFileError('its objects are nested too deeply');
    this.#path.add(value);
    if (value instanceof PickledCall) this.#visitCall(value, name);
    else if (value instanceof Map) this.#visitMap(value, name);
    else if (Array.isArray(value)) for (const [i, each] of value.entries()) this.visit(each, joined(name, String(i)));
    this.#path.delete(value);
  }

  #visitMap(map: ReadonlyMap<Pickled, Pickled>, name: string): void {
    for (const [key, each] of map) {
      const isName = typeof key === 'string' || typeof key === 'number' || typeof key === 'bigint';
      this.visit(each, joined(name, isName ? String(key) : '?'));
    }
  }

  #visitCall(call: PickledCall, name: string): void {
    const args = argumentsOf(call);
    if (call.callee instanceof PickledGlobal) this.#note(call.callee);
    switch (calleeName(call)) {
      case 'torch._utils._rebuild_tensor_v2':
      case 'torch._utils._rebuild_tensor':
      case 'torch._utils._rebuild_tensor_v3':
        this.#addTensor(name, args, calleeName(call).endsWith('v3') ? args[6] : undefined);
        return;
      case 'torch._utils._rebuild_parameter':
      case 'torch._utils._rebuild_parameter_with_state':
        this.visit(args[0] ?? null, name);
        return;
      case 'torch._tensor._rebuild_from_type_v2':
        this.visit(asCall(args[0], args[2]), name);
        return;
      case 'torch._utils._rebuild_qtensor':
        this.#add(unreadable(name, 'quantized', isNumbers(args[2]) ? args[2] : [], 'quantized tensors are not read'));
        return;
      case 'numpy.core.multiarray._reconstruct':
      case 'numpy._core.multiarray._reconstruct':
        this.#addArray(name, call.state);
        return;
      case 'torch.Size':
      case 'torch.device':
      case 'numpy.core.multiarray.scalar':
      case 'numpy._core.multiarray.scalar':
      case '_codecs.encode':
        return;
      default:
        this.#visitObject(call, args, name);
    }
  }

  /** An object of any class: what it contains and its attributes, as a module's state dictionary names them. */
  #visitObject(call: PickledCall, args: readonly (Pickled | undefined)[], name: string): void {
    this.#visitMap(call.entries, name);
    for (const [i, each] of call.items.entries()) this.visit(each, joined(name, String(i)));
    for (const each of args) if (each !== undefined && typeof each === 'object') this.visit(each, name);
    const attributes = Array.isArray(call.state) ? call.state : [call.state];
    this.#objects++;
    for (const state of attributes) {
      if (!(state instanceof Map)) continue;
      for (const [key, each] of state) {
        if (typeof each === 'object' && typeof key === 'string' && !key.startsWith('_metadata')) {
          this.visit(each, PASSED_OVER.has(key) ? name : joined(name, key));
        }
      }
    }
    this.#objects--;
  }

  #note(global: PickledGlobal): void {
    const name = global.fullName;
    if (!KNOWN.some((pattern) => pattern.test(name)) && this.foreign.size < MOST_SCALARS) this.foreign.add(name);
  }

  #addScalar(name: string, value: null | boolean | number | bigint | string): void {
    if (value === null || name === '' || this.#objects > 0 || this.scalars.length >= MOST_SCALARS) return;
    this.scalars.push([name, String(value).slice(0, MOST_SCALAR_LENGTH)]);
  }

  #add(tensor: StoredTensor): void {
    if (this.tensors.length >= MOST_TENSORS) throw new TensorFileError(`it has more than ${MOST_TENSORS} tensors`);
    this.tensors.push(tensor);
  }

  #addTensor(
    name: string,
    [reference, offset, shape, strides]: readonly (Pickled | undefined)[],
    dtype: Pickled | undefined,
  ): void {
    const sizes = isNumbers(shape) ? shape : [NaN];
    const make = (): StoredTensor => {
      const storage = storageOf(reference);
      const type = typeOf(storage, dtype);
      const steps = isNumbers(strides) ? strides : [];
      const place = JSON.stringify([storage.key, Number(offset), sizes, steps, type.name]);
      const sharedWith = this.#shown.get(place);
      if (sharedWith === undefined) this.#shown.set(place, name);
      return storedTensor({ name, shape: sizes, sharedWith }, type, this.#find(storage.key), {
        offset: Number(offset),
        strides: steps,
        isBigEndian: this.#isBigEndian,
      });
    };
    this.#add(listed(name, '?', sizes, make));
  }

  /** NumPy's array by its state: version, shape, dtype, whether the first dimension changes fastest, bytes. */
  #addArray(name: string, state: Pickled): void {
    const [, shape, dtype, isFortran, content] = Array.isArray(state) ? state : [];
    const sizes = isNumbers(shape) ? shape : [NaN];
    const make = (): StoredTensor => {
      const code = dtype instanceof PickledCall ? argumentsOf(dtype)[0] : undefined;
      const order = dtype instanceof PickledCall && Array.isArray(dtype.state) ? dtype.state[1] : undefined;
      const { type, isBigEndian } = numpyType(`${order === '>' ? '>' : '<'}${typeof code === 'string' ? code : '?'}`);
      const bytes = bytesIn(content);
      if (bytes === undefined) throw new TensorFileError('it carries no bytes');
      const strides = isFortran === true ? fortranStrides(sizes) : undefined;
      const data = storedBytes(inMemory(bytes), 0, bytes.length);
      return storedTensor({ name, shape: sizes }, type, data, { strides, isBigEndian });
    };
    this.#add(listed(name, '?', sizes, make));
  }
}

function asCall(callee: Pickled | undefined, args: Pickled | undefined): Pickled {
  return new PickledCall(callee ?? null, args ?? null);
}

function joined(name: string, key: string): string {
  return (name === '' ? key : `${name}.${key}`).slice(0, MOST_NAME_LENGTH);
}

/**
 * The tensors and scalars in what a pickle describes, named as a state dictionary would name them. Throws TensorFileError
 * where it is nested without end or measure.
 */
export function collectObjects(value: Pickled, find: FindStorage, isBigEndian: boolean): TorchObjects {
  const collector = new Collector(find, isBigEndian);
  collector.visit(value, '');
  return { tensors: collector.tensors, scalars: collector.scalars, foreign: [...collector.foreign] };
}
