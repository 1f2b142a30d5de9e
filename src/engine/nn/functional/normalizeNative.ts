import { allocateResult, type NumericArray } from '../../dtype.ts';
import { elements, fromElements } from '../../elements.ts';
import { hasLongRuns, shortestRun } from '../../kernels/momentsNative.ts';
import { KERNEL } from '../../memory/calls.ts';
import { currentNative } from '../../memory/native.ts';
import {
  commonRunLength,
  forEachSeries,
  type RunSeries,
  setCount,
  setSize,
  type StatisticSets,
} from '../../statisticSets.ts';
import type { Tensor } from '../../tensor.ts';
import type { Coefficients, Standardization } from './normalize.ts';

const BYTES = Float32Array.BYTES_PER_ELEMENT;

/** Elements that share a statistic, and γ and β. */
interface Series extends RunSeries {
  readonly set: number;
  readonly parameter: number;
}

/** The division into elements that share a statistic, and that into those that share γ and β. */
function divisionsOf({ sets, affine }: Coefficients): [StatisticSets, StatisticSets] {
  return [sets, affine.weight === undefined && affine.bias === undefined ? sets : affine.sets];
}

function seriesOf(standardization: Coefficients): Series[] {
  const all: Series[] = [];
  forEachSeries(divisionsOf(standardization), (series, [statistic, parameter]) => {
    all.push({ ...series, set: statistic!.set, parameter: parameter!.set });
  });
  return all;
}

function canRun(input: Tensor, standardization: Coefficients): boolean {
  const { affine } = standardization;
  const [sets, affineSets] = divisionsOf(standardization);
  const isFloat32 = [input, affine.weight, affine.bias].every((x) => x === undefined || x.dtype === 'float32');
  if (!isFloat32 || !hasLongRuns(sets) || sets.shape.join() !== affineSets.shape.join()) return false;
  return commonRunLength([sets, affineSets]) >= shortestRun(sets);
}

/**
 * y by the kernels, written to `target`; false where they cannot. float32 has no room for the whole mean of values far
 * from 0: what rounding cuts off the mean goes into the shift.
 */
export function normalizeNatively(input: Tensor, standardization: Coefficients, target: NumericArray): boolean {
  const native = currentNative();
  if (native === undefined || !canRun(input, standardization)) return false;
  const { mean, inverseStd, affine } = standardization;
  const { heap } = native;
  const weight = affine.weight && elements(affine.weight);
  const bias = affine.bias && elements(affine.bias);
  const addresses = heap.addressesOf(heap.place(elements(input)), target);
  if (addresses === undefined) return false;
  const [x, y] = addresses;
  native.calls.run(input.numel(), (add) => {
    for (const { start, length, repeats, stride, set, parameter } of seriesOf(standardization)) {
      const centre = Math.fround(mean[set]!);
      const scale = inverseStd[set]! * (weight?.[parameter] ?? 1);
      const shift = (bias?.[parameter] ?? 0) + (centre - mean[set]!) * scale;
      const at = start * BYTES;
      add(KERNEL.normalizeRuns, x + at, y + at, length, repeats, stride, centre, scale, shift);
    }
  });
  return true;
}

/**
 * The gradients of input, γ and β by the kernels; undefined where they cannot. In a first pass each run gives Σg and
 * Σg·(x − mean), of which everything else is composed; the second computes dx = a·g + b·(x − mean) + k.
 */
export function gradientsNatively(
  flowing: NumericArray,
  input: Tensor,
  standardization: Standardization,
): (Tensor | undefined)[] | undefined {
  const native = currentNative();
  if (native === undefined || !canRun(input, standardization)) return undefined;
  const { sets, affine, mean, inverseStd, centred, usesInputStatistics } = standardization;
  const all = seriesOf(standardization);
  const { heap, calls } = native;
  const weight = affine.weight && elements(affine.weight);
  const target = allocateResult('float32', input.shape);
  const sums = heap.scratch(2 * all.length);
  const addresses = heap.addressesOf(heap.place(elements(input)), heap.place(flowing), target, sums);
  if (addresses === undefined) return undefined;
  const [x, g, dx, state] = addresses;
  calls.run(input.numel(), (add) => {
    all.forEach(({ start, length, repeats, stride, set }, i) => {
      const [from, slope] = [x + start * BYTES, g + start * BYTES];
      add(KERNEL.gradientSums, slope, from, length, repeats, stride, Math.fround(mean[set]!), state + i * 16);
    });
  });
  const parameters = setCount(affine.sets);
  const [toWeight, toBias] = [new Float64Array(parameters), new Float64Array(parameters)];
  const [flow, product] = [new Float64Array(inverseStd.length), new Float64Array(inverseStd.length)];
  all.forEach(({ set, parameter }, i) => {
    const total = sums[2 * i]!;
    const standardized = (sums[2 * i + 1]! + (Math.fround(mean[set]!) - mean[set]!) * total) * inverseStd[set]!;
    toBias[parameter]! += total;
    toWeight[parameter]! += standardized;
    flow[set]! += total * (weight?.[parameter] ?? 1);
    product[set]! += standardized * (weight?.[parameter] ?? 1);
  });
  const size = setSize(sets);
  calls.run(input.numel(), (add) => {
    for (const { start, length, repeats, stride, set, parameter } of all) {
      const inverse = inverseStd[set]!;
      const centre = Math.fround(mean[set]!);
      const a = inverse * (weight?.[parameter] ?? 1);
      const b = usesInputStatistics ? (-inverse * inverse * product[set]!) / size : 0;
      const k = (usesInputStatistics && centred ? (-inverse * flow[set]!) / size : 0) + b * (centre - mean[set]!);
      const at = start * BYTES;
      add(KERNEL.inputGradientRuns, g + at, x + at, dx + at, length, repeats, stride, centre, a, b, k);
    }
  });
  const like = (gradient: ArrayLike<number>, { shape, dtype }: Tensor): Tensor => fromElements(gradient, shape, dtype);
  return [
    fromElements(target, input.shape, 'float32'),
    ...(affine.weight === undefined ? [] : [like(toWeight, affine.weight)]),
    ...(affine.bias === undefined ? [] : [like(toBias, affine.bias)]),
  ];
}
