import type { NumericArray } from '../dtype.ts';
import { convolveNatively, inputGradientNatively, weightGradientNatively } from './convolutionNative.ts';
import { multiplyMatrices, rowMajor, transposedMatrix } from './matmul.ts';
import { elementCount } from '../shape.ts';

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

/** For each place of the kernel and each output, the input place that they meet at; −1 in the padding. */
function meetings(sizes: ConvolutionSizes): Int32Array {
  const { input, kernel, output, stride, padding, dilation } = sizes;
  const [places, outputs] = [elementCount(kernel), elementCount(output)];
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

/** How many elements a convolution's parts have. */
export interface ElementCounts {
  readonly perGroupIn: number;
  readonly perGroupOut: number;
  /** Places of the kernel. */
  readonly places: number;
  /** Of one channel. */
  readonly inputs: number;
  /** Of one channel. */
  readonly outputs: number;
}

export function elementCounts(sizes: ConvolutionSizes): ElementCounts {
  return {
    perGroupIn: sizes.inChannels / sizes.groups,
    perGroupOut: sizes.outChannels / sizes.groups,
    places: elementCount(sizes.kernel),
    inputs: elementCount(sizes.input),
    outputs: elementCount(sizes.output),
  };
}

interface Blocks extends ElementCounts {
  readonly table: Int32Array;
}

function blocksOf(sizes: ConvolutionSizes): Blocks {
  return { ...elementCounts(sizes), table: meetings(sizes) };
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

/** Calls `visit` for each sample and group, with where its input, weight and output start. */
export function forEachGroup(
  sizes: ConvolutionSizes,
  visit: (input: number, weight: number, output: number, group: number) => void,
): void {
  const { perGroupIn, perGroupOut, places, inputs, outputs } = elementCounts(sizes);
  for (let sample = 0; sample < sizes.batch; sample++) {
    for (let group = 0; group < sizes.groups; group++) {
      visit(
        (sample * sizes.inChannels + group * perGroupIn) * inputs,
        group * perGroupOut * perGroupIn * places,
        (sample * sizes.outChannels + group * perGroupOut) * outputs,
        group,
      );
    }
  }
}

/** The cross-correlation of `x` with `weight`, [out, in / groups, …kernel], and `bias` added to each output channel. */
export function convolve(
  x: NumericArray,
  weight: NumericArray,
  bias: NumericArray | undefined,
  target: NumericArray,
  sizes: ConvolutionSizes,
): void {
  if (convolveNatively(x, weight, bias, target, sizes)) return;
  const blocks = blocksOf(sizes);
  const { perGroupIn, perGroupOut, places, outputs } = blocks;
  const inner = perGroupIn * places;
  const columns = new Float64Array(inner * outputs);
  forEachGroup(sizes, (input, weights, output) => {
    fillColumns(columns, x, input, blocks);
    multiplyMatrices(
      rowMajor(weight, weights, inner),
      rowMajor(columns, 0, outputs),
      rowMajor(target, output, outputs),
      { rows: perGroupOut, inner, columns: outputs },
    );
  });
  if (bias === undefined) return;
  for (let i = 0; i < target.length; i++) target[i]! += bias[Math.floor(i / outputs) % sizes.outChannels]!;
}

/** The gradient of the input, given that of the output: also the transposed convolution. */
export function convolveInputGradient(
  gradient: NumericArray,
  weight: NumericArray,
  sizes: ConvolutionSizes,
): NumericArray {
  const native = inputGradientNatively(gradient, weight, sizes);
  if (native !== undefined) return native;
  const blocks = blocksOf(sizes);
  const { perGroupIn, perGroupOut, places, inputs, outputs, table } = blocks;
  const inner = perGroupIn * places;
  const target = new Float64Array(sizes.batch * sizes.inChannels * inputs);
  const columns = new Float64Array(inner * outputs);
  forEachGroup(sizes, (input, weights, output) => {
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
  return target;
}

/** The gradient of the weight, given that of the output. */
export function convolveWeightGradient(gradient: NumericArray, x: NumericArray, sizes: ConvolutionSizes): NumericArray {
  const native = weightGradientNatively(gradient, x, sizes);
  if (native !== undefined) return native;
  const blocks = blocksOf(sizes);
  const { perGroupIn, perGroupOut, places, outputs } = blocks;
  const inner = perGroupIn * places;
  const target = new Float64Array(sizes.outChannels * inner);
  const columns = new Float64Array(inner * outputs);
  forEachGroup(sizes, (input, weights, output) => {
    fillColumns(columns, x, input, blocks);
    multiplyMatrices(
      rowMajor(gradient, output, outputs),
      transposedMatrix(rowMajor(columns, 0, outputs)),
      rowMajor(target, weights, inner),
      { rows: perGroupOut, inner: outputs, columns: inner },
      true,
    );
  });
  return target;
}
