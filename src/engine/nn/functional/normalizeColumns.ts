import { allocateResult, type NumericArray } from '../../dtype.ts';
import { elements, fromElements } from '../../elements.ts';
import { asColumns, type Columns, forEachRowBlock, rowBlockCount } from '../../kernels/columns.ts';
import { KERNEL } from '../../memory/calls.ts';
import { currentNative } from '../../memory/native.ts';
import type { Tensor } from '../../tensor.ts';
import type { Coefficients, Standardization } from './normalize.ts';

// Normalization by kernels where channels come last: N×C, and the images of Keras.

const BYTES = Float32Array.BYTES_PER_ELEMENT;

function columnsOf(input: Tensor, { sets, affine }: Coefficients): Columns | undefined {
  const { weight, bias } = affine;
  const isFloat32 = [input, weight, bias].every((x) => x === undefined || x.dtype === 'float32');
  const shareSets = affine.sets === sets || (weight === undefined && bias === undefined);
  return isFloat32 && shareSets ? asColumns(sets) : undefined;
}

/** Writes numbers for each column, one array of them after the other. */
function fill(target: NumericArray, columns: number, ofColumn: readonly ((column: number) => number)[]): void {
  ofColumn.forEach((compute, i) => {
    for (let column = 0; column < columns; column++) target[i * columns + column] = compute(column);
  });
}

/** y, written to `target`; false where the kernels cannot. */
export function normalizeColumnsNatively(input: Tensor, standardization: Coefficients, target: NumericArray): boolean {
  const native = currentNative();
  const matrix = columnsOf(input, standardization);
  if (native === undefined || matrix === undefined) return false;
  const { mean, inverseStd, affine } = standardization;
  const weight = affine.weight && elements(affine.weight);
  const bias = affine.bias && elements(affine.bias);
  const centreOf = (column: number): number => Math.fround(mean[column]!);
  const scaleOf = (column: number): number => inverseStd[column]! * (weight?.[column] ?? 1);
  const placed = native.heap.place(elements(input));
  const parameters = native.heap.allocate(Float32Array, 3 * matrix.columns);
  const addresses = native.heap.addressesOf(placed, target, parameters);
  if (parameters === undefined || addresses === undefined) return false;
  const [x, y, parametersAt] = addresses;
  fill(parameters, matrix.columns, [
    centreOf,
    scaleOf,
    (column) => (bias?.[column] ?? 0) + (centreOf(column) - mean[column]!) * scaleOf(column),
  ]);
  native.calls.run(input.numel(), (add) => {
    forEachRowBlock(matrix, (first, count) => {
      const offset = first * matrix.columns * BYTES;
      add(KERNEL.normalizeColumns, x + offset, y + offset, count, matrix.columns, parametersAt);
    });
  });
  native.heap.release(parameters);
  return true;
}

/** The gradients of input, γ and β in two passes; undefined where the kernels cannot. */
export function columnGradientsNatively(
  flowing: NumericArray,
  input: Tensor,
  standardization: Standardization,
): (Tensor | undefined)[] | undefined {
  const native = currentNative();
  const matrix = columnsOf(input, standardization);
  const { affine, mean, inverseStd, centred, usesInputStatistics } = standardization;
  // With fixed statistics x has no part in its gradient, and a NaN in it must not either.
  if (native === undefined || matrix === undefined || !usesInputStatistics) return undefined;
  const { heap, calls } = native;
  const { rows, columns } = matrix;
  const weight = affine.weight && elements(affine.weight);
  const target = allocateResult('float32', input.shape);
  const sums = heap.allocate(Float64Array, rowBlockCount(matrix) * 2 * columns);
  const placed = [heap.place(elements(input)), heap.place(flowing)] as const;
  const parameters = heap.allocate(Float32Array, 4 * columns);
  const addresses = heap.addressesOf(...placed, target, sums, parameters);
  if (sums === undefined || parameters === undefined || addresses === undefined) return undefined;
  const [x, g, dx, sumsAt, parametersAt] = addresses;
  // The centres come first: the other parameters follow from the sums.
  fill(parameters, columns, [(column) => mean[column]!]);
  calls.run(input.numel(), (add) => {
    forEachRowBlock(matrix, (first, count, block) => {
      const at = first * columns * BYTES;
      add(KERNEL.columnGradientSums, g + at, x + at, count, columns, parametersAt, sumsAt + block * 2 * columns * 8);
    });
  });
  const [total, product] = [new Float64Array(columns), new Float64Array(columns)];
  for (let i = 0; i < sums.length; i++) {
    const column = i % columns;
    if (i % (2 * columns) < columns) total[column]! += sums[i]!;
    else product[column]! += sums[i]!;
  }
  for (let column = 0; column < columns; column++) {
    const cut = Math.fround(mean[column]!) - mean[column]!;
    product[column] = (product[column]! + cut * total[column]!) * inverseStd[column]!;
  }
  const gainOf = (column: number): number => inverseStd[column]! * (weight?.[column] ?? 1);
  const slopeOf = (column: number): number => (-gainOf(column) * inverseStd[column]! * product[column]!) / rows;
  fill(parameters, columns, [
    (column) => mean[column]!,
    gainOf,
    slopeOf,
    (column) => {
      const cut = Math.fround(mean[column]!) - mean[column]!;
      return (centred ? (-gainOf(column) * total[column]!) / rows : 0) + slopeOf(column) * cut;
    },
  ]);
  calls.run(input.numel(), (add) => {
    forEachRowBlock(matrix, (first, count) => {
      const at = first * columns * BYTES;
      add(KERNEL.inputGradientColumns, g + at, x + at, dx + at, count, columns, parametersAt);
    });
  });
  for (const array of [sums, parameters]) heap.release(array);
  return [
    fromElements(target, input.shape, 'float32'),
    ...(affine.weight === undefined ? [] : [fromElements(product, affine.weight.shape, 'float32')]),
    ...(affine.bias === undefined ? [] : [fromElements(total, affine.bias.shape, 'float32')]),
  ];
}
