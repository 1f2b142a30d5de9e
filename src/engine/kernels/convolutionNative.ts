import { allocateResult, type NumericArray } from '../dtype.ts';
import { type AddCall, KERNEL } from '../memory/calls.ts';
import { currentNative, type Native } from '../memory/native.ts';
import { type ConvolutionSizes, elementCounts, forEachGroup } from './convolution.ts';
import { addCallsThatPack, TILE_ROWS } from './matmul.ts';

const BYTES = Float32Array.BYTES_PER_ELEMENT;

/** Sums over samples are divided into about this many parts, whatever the number of threads. */
const PARTS = 8;

/** About how many multiplications take the time of touching an element. */
const PRODUCTS_PER_ELEMENT = 8;

/** A size for depth, height and width, whatever the number of spatial dimensions. */
function threeOf(sizes: readonly number[], missing: number): number[] {
  return [...new Array<number>(3 - sizes.length).fill(missing), ...sizes];
}

/** What the kernels know of a convolution: see `assembly/convolution.ts`. */
function geometryOf(sizes: ConvolutionSizes): number[] {
  return [
    sizes.inChannels / sizes.groups,
    ...threeOf(sizes.input, 1),
    ...threeOf(sizes.kernel, 1),
    ...threeOf(sizes.output, 1),
    ...threeOf(sizes.stride, 1),
    ...threeOf(sizes.padding, 0),
    ...threeOf(sizes.dilation, 1),
  ];
}

/** The memory of one computation: places float32 and lets go of what it placed. */
class Placement {
  readonly #native: Native;
  readonly #temporary: NumericArray[] = [];

  constructor(native: Native) {
    this.#native = native;
  }

  /** An array that kernels see, with the contents of `array`; undefined where the memory is full. */
  place(array: NumericArray): NumericArray | undefined {
    const own = this.#native.heap.place(array);
    if (own !== undefined && own !== array) this.#temporary.push(own);
    return own;
  }

  /** An array of float32 with undefined contents. */
  allocate(length: number): NumericArray | undefined {
    const array = this.#native.heap.allocate(Float32Array, length);
    if (array !== undefined) this.#temporary.push(array);
    return array;
  }

  geometry(sizes: ConvolutionSizes): NumericArray | undefined {
    const numbers = geometryOf(sizes);
    const array = this.#native.heap.allocate(Int32Array, numbers.length);
    array?.set(numbers);
    if (array !== undefined) this.#temporary.push(array);
    return array;
  }

  release(): void {
    for (const array of this.#temporary) this.#native.heap.release(array);
  }
}

/** Runs `body` with its working memory, if there are kernels for these arrays and something to compute. */
function natively<T>(
  sizes: ConvolutionSizes,
  arrays: readonly NumericArray[],
  body: (native: Native, placement: Placement) => T | undefined,
): T | undefined {
  const native = currentNative();
  if (sizes.batch === 0 || Object.values(elementCounts(sizes)).includes(0)) return undefined;
  if (native === undefined || !arrays.every((array) => array instanceof Float32Array)) return undefined;
  const placement = new Placement(native);
  const result = body(native, placement);
  placement.release();
  return result;
}

function workOf(sizes: ConvolutionSizes): number {
  const { perGroupIn, places, outputs } = elementCounts(sizes);
  return (sizes.batch * sizes.outChannels * outputs * perGroupIn * places) / PRODUCTS_PER_ELEMENT;
}

/** The weights of each group as packed rows: those of `rows`×`inner` matrices with the given strides. */
function packGroups(
  add: AddCall,
  weight: number,
  packed: number,
  groups: number,
  matrix: { rows: number; inner: number; rowStride: number; innerStride: number },
): void {
  const { rows, inner, rowStride, innerStride } = matrix;
  const packedSize = packedRows(rows) * inner;
  for (let group = 0; group < groups; group++) {
    const at = weight + group * rows * inner * BYTES;
    const to = packed + group * packedSize * BYTES;
    addCallsThatPack(add, { at, outerStride: rowStride, innerStride }, { outer: rows, inner }, TILE_ROWS, to);
  }
}

const packedRows = (rows: number): number => Math.ceil(rows / TILE_ROWS) * TILE_ROWS;

/** The convolution by the kernels, written to `target`; false where they cannot. `bias`: one for each output channel. */
export function convolveNatively(
  x: NumericArray,
  weight: NumericArray,
  bias: NumericArray | undefined,
  target: NumericArray,
  sizes: ConvolutionSizes,
): boolean {
  const { perGroupIn, perGroupOut, places } = elementCounts(sizes);
  const inner = perGroupIn * places;
  const done = natively(
    sizes,
    [x, weight, target, ...(bias === undefined ? [] : [bias])],
    ({ heap, calls }, placement) => {
      const placed = [placement.place(x), placement.place(weight), placement.place(bias ?? weight)] as const;
      const geometry = placement.geometry(sizes);
      const packed = placement.allocate(sizes.groups * packedRows(perGroupOut) * inner);
      const addresses = heap.addressesOf(target, packed, geometry, ...placed);
      if (addresses === undefined) return undefined;
      const [to, packedAt, sizesAt, from, weights, biasAt] = addresses;
      calls.run(weight.length, (add) => {
        const matrix = { rows: perGroupOut, inner, rowStride: inner, innerStride: 1 };
        packGroups(add, weights, packedAt, sizes.groups, matrix);
      });
      calls.run(workOf(sizes), (add) => {
        forEachGroup(sizes, (input, _, output, group) => {
          const groupAt = packedAt + group * packedRows(perGroupOut) * inner * BYTES;
          const groupBias = bias === undefined ? 0 : biasAt + group * perGroupOut * BYTES;
          add(KERNEL.convolve, sizesAt, from + input * BYTES, groupAt, groupBias, to + output * BYTES, perGroupOut);
        });
      });
      return true;
    },
  );
  return done ?? false;
}

/** The gradient of the input by the kernels; undefined where they cannot. */
export function inputGradientNatively(
  gradient: NumericArray,
  weight: NumericArray,
  sizes: ConvolutionSizes,
): NumericArray | undefined {
  const { perGroupIn, perGroupOut, places, inputs } = elementCounts(sizes);
  const inner = perGroupIn * places;
  return natively(sizes, [gradient, weight], ({ heap, calls }, placement) => {
    const target = allocateResult('float32', sizes.batch * sizes.inChannels * inputs);
    const placed = [placement.place(gradient), placement.place(weight)] as const;
    const geometry = placement.geometry(sizes);
    const packed = placement.allocate(sizes.groups * packedRows(inner) * perGroupOut);
    const addresses = heap.addressesOf(...placed, target, packed, geometry);
    if (addresses === undefined) return undefined;
    const [from, weights, to, packedAt, sizesAt] = addresses;
    calls.run(weight.length, (add) => {
      const matrix = { rows: inner, inner: perGroupOut, rowStride: 1, innerStride: inner };
      packGroups(add, weights, packedAt, sizes.groups, matrix);
    });
    calls.run(workOf(sizes), (add) => {
      forEachGroup(sizes, (input, _, output, group) => {
        const groupAt = packedAt + group * packedRows(inner) * perGroupOut * BYTES;
        add(KERNEL.inputGradient, sizesAt, from + output * BYTES, groupAt, to + input * BYTES, perGroupOut);
      });
    });
    return target;
  });
}

/** The gradient of the weights by the kernels: parts of the samples, which are then added; undefined where they cannot. */
export function weightGradientNatively(
  gradient: NumericArray,
  x: NumericArray,
  sizes: ConvolutionSizes,
): NumericArray | undefined {
  const { batch, groups, inChannels, outChannels } = sizes;
  const { perGroupIn, perGroupOut, places, inputs, outputs } = elementCounts(sizes);
  const inner = perGroupIn * places;
  const length = outChannels * inner;
  const samples = Math.max(1, Math.ceil(batch / PARTS));
  return natively(sizes, [gradient, x], ({ heap, calls }, placement) => {
    const placed = [placement.place(gradient), placement.place(x)] as const;
    const geometry = placement.geometry(sizes);
    const parts = placement.allocate(Math.ceil(batch / samples) * length);
    const addresses = heap.addressesOf(...placed, geometry, parts);
    if (parts === undefined || addresses === undefined) return undefined;
    const [slope, from, sizesAt, partsAt] = addresses;
    calls.run(workOf(sizes), (add) => {
      for (let sample = 0; sample < batch; sample += samples) {
        const count = Math.min(samples, batch - sample);
        for (let group = 0; group < groups; group++) {
          const input = from + (sample * inChannels + group * perGroupIn) * inputs * BYTES;
          const output = slope + (sample * outChannels + group * perGroupOut) * outputs * BYTES;
          const to = partsAt + ((sample / samples) * length + group * perGroupOut * inner) * BYTES;
          const strides = [inChannels * inputs, outChannels * outputs];
          add(KERNEL.weightGradient, sizesAt, input, output, to, perGroupOut, count, ...strides);
        }
      }
    });
    const target = allocateResult('float32', length);
    target.set(parts.subarray(0, length));
    for (let part = length; part < parts.length; part += length) {
      for (let i = 0; i < length; i++) target[i]! += parts[part + i]!;
    }
    return target;
  });
}
