import { allocateResult, type DType, type NumericArray } from '../dtype.ts';
import { currentNative } from '../memory/native.ts';
import { multiplyMatrices, rowMajor, transposedMatrix } from './matmul.ts';

/** The sizes of a convolution over any number of spatial dimensions. */
export interface ConvolutionSizes {
  readonly batch: number;
  readonly inChannels: number;
  readonly outChannels: number;
  readonly groups: number;
  readonly input: readonly number[];
  readonly kernel: readonly number[];
  readonly output: readonly number[];
  readonly stride: readonly number[];
  readonly padding: readonly number[];
  readonly dilation: readonly number[];
}

const product = (sizes: readonly number[]): number => sizes.reduce((total, size) => total * size, 1);

/** For each place of the kernel and each output, the input place that they meet at; −1 in the padding. */
function meetings(sizes: ConvolutionSizes): Int32Array {
  const { input, kernel, output, stride, padding, dilation } = sizes;
  const [places, outputs] = [product(kernel), product(output)];
  const table = new Int32Array(places * outputs);
  for (let k = 0; k < places; k++) {
    for (let o = 0; o < outputs; o++) {
      let [kernelRest, outputRest, place, scale] = [k, o, 0, 1];
      for (let dim = input.length - 1; dim >= 0; dim--) {
        const position =
          (outputRest % output[dim]!) * stride[dim]! - padding[dim]! + (kernelRest % kernel[dim]!) * dilation[dim]!;
        kernelRest = Math.floor(kernelRest / kernel[dim]!);
        outputRest = Math.floor(outputRest / output[dim]!);
        if (position < 0 || position >= input[dim]!) {
          place = -1;
          break;
        }
        place += position * scale;
        scale *= input[dim]!;
      }
      table[k * outputs + o] = place;
    }
  }
  return table;
}

interface Blocks {
  readonly perGroupIn: number;
  readonly perGroupOut: number;
  readonly places: number;
  readonly inputs: number;
  readonly outputs: number;
  readonly table: Int32Array;
}

function blocksOf(sizes: ConvolutionSizes): Blocks {
  return {
    perGroupIn: sizes.inChannels / sizes.groups,
    perGroupOut: sizes.outChannels / sizes.groups,
    places: product(sizes.kernel),
    inputs: product(sizes.input),
    outputs: product(sizes.output),
    table: meetings(sizes),
  };
}

/** Fills `columns` with the input of one sample and group: a row for each channel and kernel place, a column for each output. */
function fillColumns(
  columns: NumericArray,
  x: NumericArray,
  start: number,
  { perGroupIn, places, inputs, outputs, table }: Blocks,
): void {
  for (let channel = 0; channel < perGroupIn; channel++) {
    const from = start + channel * inputs;
    const to = channel * places * outputs;
    for (let i = 0; i < table.length; i++) columns[to + i] = table[i]! < 0 ? 0 : x[from + table[i]!]!;
  }
}

/** The dtype in which columns are kept: float32 for the kernel's sake, else float64. */
function columnType(values: NumericArray): DType {
  return values instanceof Float32Array ? 'float32' : 'float64';
}

/** Calls `visit` for each sample and group, with where its input, weight and output start. */
function forEachGroup(
  sizes: ConvolutionSizes,
  blocks: Blocks,
  visit: (input: number, weight: number, output: number) => void,
): void {
  const { perGroupIn, perGroupOut, places, inputs, outputs } = blocks;
  for (let sample = 0; sample < sizes.batch; sample++) {
    for (let group = 0; group < sizes.groups; group++) {
      visit(
        (sample * sizes.inChannels + group * perGroupIn) * inputs,
        group * perGroupOut * perGroupIn * places,
        (sample * sizes.outChannels + group * perGroupOut) * outputs,
      );
    }
  }
}

/** The cross-correlation of `x` with `weight`, [out, in / groups, …kernel]. */
export function convolve(x: NumericArray, weight: NumericArray, target: NumericArray, sizes: ConvolutionSizes): void {
  const blocks = blocksOf(sizes);
  const { perGroupIn, perGroupOut, places, outputs } = blocks;
  const inner = perGroupIn * places;
  const columns = allocateResult(columnType(x), inner * outputs);
  forEachGroup(sizes, blocks, (input, weights, output) => {
    fillColumns(columns, x, input, blocks);
    multiplyMatrices(
      rowMajor(weight, weights, inner),
      rowMajor(columns, 0, outputs),
      rowMajor(target, output, outputs),
      { rows: perGroupOut, inner, columns: outputs },
    );
  });
  currentNative()?.heap.release(columns);
}

/** The gradient of the input, given that of the output: also the transposed convolution. */
export function convolveInputGradient(
  gradient: NumericArray,
  weight: NumericArray,
  sizes: ConvolutionSizes,
): NumericArray {
  const blocks = blocksOf(sizes);
  const { perGroupIn, perGroupOut, places, inputs, outputs, table } = blocks;
  const inner = perGroupIn * places;
  const target = allocateResult(columnType(gradient), sizes.batch * sizes.inChannels * inputs).fill(0);
  const columns = allocateResult(columnType(gradient), inner * outputs);
  forEachGroup(sizes, blocks, (input, weights, output) => {
    multiplyMatrices(
      transposedMatrix(rowMajor(weight, weights, inner)),
      rowMajor(gradient, output, outputs),
      rowMajor(columns, 0, outputs),
      { rows: inner, inner: perGroupOut, columns: outputs },
    );
    for (let channel = 0; channel < perGroupIn; channel++) {
      const to = input + channel * inputs;
      const from = channel * places * outputs;
      for (let i = 0; i < table.length; i++) if (table[i]! >= 0) target[to + table[i]!]! += columns[from + i]!;
    }
  });
  currentNative()?.heap.release(columns);
  return target;
}

/** The gradient of the weight, given that of the output. */
export function convolveWeightGradient(gradient: NumericArray, x: NumericArray, sizes: ConvolutionSizes): NumericArray {
  const blocks = blocksOf(sizes);
  const { perGroupIn, perGroupOut, places, outputs } = blocks;
  const inner = perGroupIn * places;
  const target = allocateResult(columnType(x), sizes.outChannels * inner).fill(0);
  const columns = allocateResult(columnType(x), inner * outputs);
  forEachGroup(sizes, blocks, (input, weights, output) => {
    fillColumns(columns, x, input, blocks);
    multiplyMatrices(
      rowMajor(gradient, output, outputs),
      transposedMatrix(rowMajor(columns, 0, outputs)),
      rowMajor(target, weights, inner),
      { rows: perGroupOut, inner: outputs, columns: inner },
      true,
    );
  });
  currentNative()?.heap.release(columns);
  return target;
}
