import * as engine from '../../../../engine/index.ts';
import { tensorFacts } from '../../../summaries.ts';
import type { Bridge, Extras } from './bridge.ts';

/** A Python object with a buffer, as Pyodide hands it over. */
interface PythonBuffer {
  getBuffer(): { readonly data: ArrayLike<number> & Iterable<number>; release(): void };
}

/** Beyond these float64 cannot tell neighbours apart. */
type Scalar = number | boolean | bigint;

/** Where memories seem to lie, for programs that ask whether two tensors share one. */
const addresses = new WeakMap<object, number>();
let nextAddress = 4096;

function addressOf(storage: { readonly data: { readonly length: number } }): number {
  const known = addresses.get(storage);
  if (known !== undefined) return known;
  const address = nextAddress;
  addresses.set(storage, address);
  // Eight bytes are what an element takes at most.
  nextAddress += 64 * Math.ceil((8 * storage.data.length + 64) / 64);
  return address;
}

/** How one index between brackets is passed: its kind, then what belongs to it. */
const INDEX = { integer: 0, slice: 1, newAxis: 2, ellipsis: 3, tensor: 4, boolean: 5 } as const;

/** Reads the indices that Python's `encode_index` wrote. */
function decodeIndex(code: readonly (number | null | undefined)[], tensorOf: (handle: number) => engine.Tensor) {
  const indices: engine.Index[] = [];
  for (let at = 0; at < code.length;) {
    const kind = code[at++];
    const value = code[at];
    if (kind === INDEX.newAxis) indices.push(null);
    else if (kind === INDEX.ellipsis) indices.push('...');
    else if (kind === INDEX.slice) {
      indices.push(engine.slice(value, code[at + 1], code[at + 2]));
      at += 3;
    } else {
      at++;
      if (kind === INDEX.tensor) indices.push(tensorOf(value!));
      else indices.push(kind === INDEX.boolean ? value !== 0 : value!);
    }
  }
  return indices;
}

/** The first and the last place that a tensor shows of its memory. */
function extentOf({ shape, strides, offset }: engine.Tensor): readonly [first: number, last: number] {
  let [first, last] = [offset, offset];
  shape.forEach((size, dim) => {
    const reach = (size - 1) * strides[dim]!;
    if (reach > 0) last += reach;
    else first += reach;
  });
  return [first, last];
}

function overlap(x: engine.Tensor, y: engine.Tensor): boolean {
  if (x.storage !== y.storage || x.numel() === 0 || y.numel() === 0) return false;
  const [a, b] = [extentOf(x), extentOf(y)];
  return a[0] <= b[1] && b[0] <= a[1];
}

/** A number; undefined for −0, of which Pyodide would make the whole number 0. */
function forPython(value: number): number | undefined {
  return Object.is(value, -0) ? undefined : value;
}

/** What Python reads and writes of a tensor beside the engine's operations. */
export function tensorFunctions({ handles, kept }: Bridge): Extras {
  const get = (handle: number): engine.Tensor => handles.get(handle);
  const put = (tensor: engine.Tensor): number => handles.put(tensor);
  return {
    release: (dead: PythonBuffer) => {
      const buffer = dead.getBuffer();
      handles.release(buffer.data);
      buffer.release();
    },
    /** Lets go of what is no tensor. */
    forget: (id: number) => {
      kept.release([id]);
    },
    /** New values for a tensor, whatever it learns. */
    overwrite: (x: number, value: number) => {
      engine.noGrad(() => get(x).copy_(get(value)));
    },
    /** The same elements with a history of their own. */
    alias: (x: number) => put(get(x).view(get(x).shape)),
    /** Another handle of the same tensor. */
    same: (x: number) => put(get(x)),
    /** How many tensors Python holds. */
    heldTensors: () => handles.size,
    dtype: (x: number) => get(x).dtype,
    shape: (x: number) => get(x).shape.join(' '),
    strides: (x: number) => get(x).strides.join(' '),
    ndim: (x: number) => get(x).dim(),
    numel: (x: number) => get(x).numel(),
    size: (x: number, dim: number) => get(x).size(dim),
    offset: (x: number) => get(x).offset,
    version: (x: number) => get(x).storage.version,
    storageSize: (x: number) => get(x).storage.data.length,
    address: (x: number) => addressOf(get(x).storage),
    item: (x: number) => forPython(get(x).item()),
    facts: (x: number) => tensorFacts(get(x)),
    text: (x: number) => get(x).toString(),
    typeName: (x: number) => get(x).typeName(),
    isFloating: (x: number) => get(x).dtype.includes('float'),
    /** Whether no element is NaN or infinite. */
    isAllFinite: (x: number) => engine.isAllFinite(get(x)),
    /** Whether two tensors show a common byte of memory, as far as the first and last of each tell. */
    overlaps: (x: number, y: number) => overlap(get(x), get(y)),
    isContiguous: (x: number) => get(x).isContiguous(),
    isLeaf: (x: number) => get(x).isLeaf,
    requiresGrad: (x: number) => get(x).requiresGrad,
    setRequiresGrad: (x: number, value: boolean) => {
      get(x).requiresGrad_(value);
    },
    gradName: (x: number) => get(x).gradientNode?.name,
    nextGradNames: (x: number) => (get(x).gradientNode?.next ?? []).map((node) => node?.name ?? '').join(' '),
    grad: (x: number) => {
      const { grad } = get(x);
      return grad === undefined ? undefined : put(grad);
    },
    setGrad: (x: number, value?: number) => {
      get(x).grad = value === undefined ? undefined : get(value);
    },
    /** The tensor becomes a leaf without gradient; false for a view of one with history, which would follow it again. */
    detachInPlace: (x: number) => {
      const tensor = get(x);
      if (tensor.base?.requiresGrad === true) return false;
      tensor.gradientNode = undefined;
      tensor.requiresGrad_(false);
      return true;
    },
    setData: (x: number, value: number) => {
      get(x).setData(get(value));
    },
    parameter: (x: number, requiresGrad: boolean) => put(new engine.nn.Parameter(get(x), requiresGrad)),
    /** A window on the elements in row-major order, to read at once. */
    elements: (x: number) => get(x).values(),
    scalar: (value: Scalar, dtype: engine.DType) => put(engine.tensor(Number(value), { dtype })),
    vector: (dtype: engine.DType, ...values: Scalar[]) => put(engine.tensor(values.map(Number), { dtype })),
    fromBuffer: (source: PythonBuffer, dtype: engine.DType, ...shape: number[]) => {
      const buffer = source.getBuffer();
      try {
        return put(engine.tensor(buffer.data, { dtype }).reshape(shape));
      } finally {
        buffer.release();
      }
    },
    /** The only element at a place along the first dimension. */
    elementAt: (x: number, place: number) => forPython(engine.index(get(x), [place]).item()),
    index: (x: number, ...code: (number | null)[]) => put(engine.index(get(x), ...decodeIndex(code, get))),
    indexPut: (x: number, value: number, ...code: (number | null)[]) => {
      get(x).indexPut_(decodeIndex(code, get), get(value));
    },
    indexFill: (x: number, value: number, ...code: (number | null)[]) => {
      get(x).indexPut_(decodeIndex(code, get), value);
    },
  };
}
