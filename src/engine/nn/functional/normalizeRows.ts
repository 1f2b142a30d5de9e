import { allocateResult, type NumericArray } from '../../dtype.ts';
import { elements, fromElements } from '../../elements.ts';
import { forEachRowBlock } from '../../kernels/columns.ts';
import { KERNEL } from '../../memory/calls.ts';
import { currentNative } from '../../memory/native.ts';
import { setLayout } from '../../statisticSets.ts';
import type { Tensor } from '../../tensor.ts';
import type { Coefficients, Standardization } from './normalize.ts';

// Layer and RMS normalization by kernels: rows share a statistic, columns share γ and β.

const BYTES = Float32Array.BYTES_PER_ELEMENT;

/** Shorter rows are faster in TypeScript. */
const SHORTEST_ROW = 32;

/** Longer rows are cut, so that there is something to share out among threads. */
const LONGEST_ROW = 262144;

/** How many neighbouring columns one call sums over all rows. */
const COLUMNS_PER_CALL = 2048;

/** The matrix whose rows are the sets and whose columns have parameters of their own; undefined for other layers. */
export function asRows(input: Tensor, { sets, affine }: Coefficients): { rows: number; columns: number } | undefined {
  const { weight, bias } = affine;
  const isFloat32 = [input, weight, bias].every((x) => x === undefined || x.dtype === 'float32');
  const [own, ofParameters] = [setLayout(sets), setLayout(affine.sets)];
  if (!isFloat32 || own?.outer !== 1 || own.inner < SHORTEST_ROW || ofParameters?.count !== own.inner) return undefined;
  return ofParameters.inner === 1 && own.count > 0 ? { rows: own.count, columns: own.inner } : undefined;
}

/** y, written to `target`; false where the kernels cannot. */
export function normalizeRowsNatively(input: Tensor, standardization: Coefficients, target: NumericArray): boolean {
  const native = currentNative();
  const matrix = asRows(input, standardization);
  if (native === undefined || matrix === undefined) return false;
  const { heap, calls } = native;
  const { rows, columns } = matrix;
  const { affine, mean, inverseStd } = standardization;
  const statistics = heap.allocate(Float64Array, 2 * rows);
  const placed = [
    heap.place(elements(input)),
    heap.place(affine.weight === undefined ? new Float32Array(columns).fill(1) : elements(affine.weight)),
    heap.place(affine.bias === undefined ? new Float32Array(columns) : elements(affine.bias)),
  ] as const;
  const addresses = heap.addressesOf(target, statistics, ...placed);
  if (statistics === undefined || addresses === undefined) return false;
  const [y, statisticsAt, x, weight, bias] = addresses;
  for (let row = 0; row < rows; row++) {
    statistics[2 * row] = mean[row]!;
    statistics[2 * row + 1] = inverseStd[row]!;
  }
  calls.run(input.numel(), (add) => {
    forEachRowBlock(matrix, (first, count) => {
      const ofRows = statisticsAt + first * 16;
      for (let column = 0; column < columns; column += LONGEST_ROW) {
        const width = Math.min(LONGEST_ROW, columns - column);
        const own = column * BYTES;
        const at = first * columns * BYTES + own;
        add(KERNEL.normalizeRows, x + at, y + at, count, columns, width, ofRows, weight + own, bias + own);
      }
    });
  });
  heap.release(statistics);
  return true;
}

/** The gradients of input, γ and β; undefined where the kernels cannot. */
export function layerGradientsNatively(
  flowing: NumericArray,
  input: Tensor,
  standardization: Standardization,
): (Tensor | undefined)[] | undefined {
  const native = currentNative();
  const matrix = asRows(input, standardization);
  const { affine, mean, inverseStd, centred, usesInputStatistics } = standardization;
  if (native === undefined || matrix === undefined || !usesInputStatistics) return undefined;
  const { heap, calls } = native;
  const { rows, columns } = matrix;
  const target = allocateResult('float32', input.shape);
  const ones = affine.weight === undefined ? new Float32Array(columns).fill(1) : elements(affine.weight);
  const placed = [heap.place(elements(input)), heap.place(flowing), heap.place(ones)] as const;
  const [sums, statistics] = [heap.allocate(Float64Array, 2 * rows), heap.allocate(Float64Array, 2 * rows)];
  const gradients = heap.allocate(Float64Array, 2 * columns);
  const parameters = heap.allocate(Float64Array, 4 * rows);
  const addresses = heap.addressesOf(...placed, target, sums, statistics, gradients, parameters);
  if (sums === undefined || statistics === undefined || gradients === undefined || parameters === undefined) {
    return undefined;
  }
  if (addresses === undefined) return undefined;
  const [x, g, weight, dx, sumsAt, statisticsAt, gradientsAt, parametersAt] = addresses;
  for (let row = 0; row < rows; row++) {
    statistics[2 * row] = mean[row]!;
    statistics[2 * row + 1] = inverseStd[row]!;
  }
  calls.run(2 * input.numel(), (add) => {
    forEachRowBlock(matrix, (first, count) => {
      const at = first * columns * BYTES;
      const [ofRows, to] = [statisticsAt + first * 16, sumsAt + first * 16];
      add(KERNEL.rowGradientSums, g + at, x + at, weight, count, columns, ofRows, to);
    });
    for (let column = 0; column < columns; column += COLUMNS_PER_CALL) {
      const count = Math.min(COLUMNS_PER_CALL, columns - column);
      const at = column * BYTES;
      add(KERNEL.parameterGradients, g + at, x + at, rows, columns, count, statisticsAt, gradientsAt + column * 16);
    }
  });
  for (let row = 0; row < rows; row++) {
    const centre = Math.fround(mean[row]!);
    const scale = inverseStd[row]!;
    const total = sums[2 * row]!;
    const product = (sums[2 * row + 1]! + (centre - mean[row]!) * total) * scale;
    const b = (-scale * scale * product) / columns;
    parameters[4 * row] = centre;
    parameters[4 * row + 1] = scale;
    parameters[4 * row + 2] = b;
    parameters[4 * row + 3] = (centred ? (-scale * total) / columns : 0) + b * (centre - mean[row]!);
  }
  calls.run(input.numel(), (add) => {
    forEachRowBlock(matrix, (first, count) => {
      const at = first * columns * BYTES;
      add(KERNEL.inputGradientRows, g + at, x + at, weight, dx + at, count, columns, parametersAt + first * 32);
    });
  });
  const [toWeight, toBias] = [allocateResult('float32', columns), allocateResult('float32', columns)];
  for (let column = 0; column < columns; column += COLUMNS_PER_CALL) {
    const count = Math.min(COLUMNS_PER_CALL, columns - column);
    toBias.set(gradients.subarray(2 * column, 2 * column + count), column);
    toWeight.set(gradients.subarray(2 * column + count, 2 * (column + count)), column);
  }
  for (const array of [sums, statistics, gradients, parameters]) heap.release(array);
  return [
    fromElements(target, input.shape, 'float32'),
    ...(affine.weight === undefined ? [] : [fromElements(toWeight, affine.weight.shape, 'float32')]),
    ...(affine.bias === undefined ? [] : [fromElements(toBias, affine.bias.shape, 'float32')]),
  ];
}
