import { allocateResult, type NumericArray } from '../../dtype.ts';
import { elements, fromElements } from '../../elements.ts';
import { type KernelMoments, MOMENTS_LENGTH, momentsIn, shortestRun } from '../../kernels/momentsNative.ts';
import { KERNEL } from '../../memory/calls.ts';
import { currentNative } from '../../memory/native.ts';
import { setLayout } from '../../statisticSets.ts';
import type { Tensor } from '../../tensor.ts';
import type { Normalization, Standardization } from './normalize.ts';

// Kernels that go through one statistic set after the other, so that their second pass finds it in the cache.

const BYTES = Float32Array.BYTES_PER_ELEMENT;

/** Larger sets would not stay in the cache; fewer could not be shared out among threads. */
const LARGEST_SET = 1 << 20;
const FEWEST_SETS = 8;

/** Smaller tensors are faster in TypeScript. */
const NATIVE_FROM = 1024;

/** How many elements one call goes through, at least. */
const ELEMENTS_PER_CALL = 65536;

/** Shorter runs with parameters of their own are faster elsewhere. */
const SHORTEST_RUN = 8;

/** What has a weight and a bias of its own, by the kernels' numbers. */
const EACH = { set: 0, run: 1, element: 2 } as const;

/** `count` sets, `step` elements apart, of `repeats` runs of `length` elements that start `stride` apart. */
interface SetRuns {
  readonly count: number;
  readonly step: number;
  readonly length: number;
  readonly repeats: number;
  readonly stride: number;
  readonly each: (typeof EACH)[keyof typeof EACH];
  /** How many weights there are: those of later sets are the first ones again. */
  readonly parameters: number;
}

/** How the kernels go through the sets; undefined where they cannot, or need not. */
function runsOf(input: Tensor, { sets, affine }: Pick<Normalization, 'sets' | 'affine'>): SetRuns | undefined {
  const { dtype } = input;
  if (input.numel() < NATIVE_FROM) return undefined;
  const layout = setLayout(sets);
  const given = [affine.weight, affine.bias].filter((tensor) => tensor !== undefined);
  if (layout === undefined || dtype !== 'float32' || given.some((tensor) => tensor.dtype !== dtype)) return undefined;
  const { outer, count, inner } = layout;
  const ofParameters = given.length === 0 ? layout : setLayout(affine.sets);
  if (count < FEWEST_SETS || outer * inner > LARGEST_SET || ofParameters === undefined) return undefined;
  const parameters = ofParameters.count;
  const whole = { count, step: inner, length: inner, repeats: outer, stride: count * inner, parameters };
  if (ofParameters.inner === inner && (outer === 1 || parameters === count)) {
    return inner < shortestRun(sets) ? undefined : { ...whole, each: EACH.set };
  }
  if (outer !== 1 || inner < shortestRun(sets)) return undefined;
  if (ofParameters.inner === 1 && parameters === inner) return { ...whole, each: EACH.element };
  const [length, repeats] = [ofParameters.inner, inner / ofParameters.inner];
  if (length < SHORTEST_RUN || !Number.isInteger(repeats) || parameters % repeats !== 0) return undefined;
  return { ...whole, length, repeats, stride: length, each: EACH.run };
}

/** Calls `visit` for neighbouring sets that make about {@link ELEMENTS_PER_CALL}. */
function forEachBlock({ count, length, repeats }: SetRuns, visit: (first: number, sets: number) => void): void {
  const together = Math.max(1, Math.floor(ELEMENTS_PER_CALL / (length * repeats)));
  for (let first = 0; first < count; first += together) visit(first, Math.min(together, count - first));
}

/** The moments, and the output that was normalized with them: undefined where some of them are in doubt. */
export interface NormalizedBySet {
  readonly output: Tensor | undefined;
  readonly moments: KernelMoments;
}

/** `input` normalized with its own statistics; undefined where the kernels cannot. */
export function normalizeBySet(input: Tensor, normalization: Normalization): NormalizedBySet | undefined {
  const native = currentNative();
  const runs = native && runsOf(input, normalization);
  if (native === undefined || runs === undefined) return undefined;
  const { heap, calls } = native;
  const { affine, eps, centred } = normalization;
  const { count, step, length, repeats, stride, parameters, each } = runs;
  const parameter = (tensor: Tensor | undefined, otherwise: number): NumericArray | undefined =>
    heap.place(tensor === undefined ? new Float32Array(parameters).fill(otherwise) : elements(tensor));
  const target = allocateResult('float32', input.shape);
  const states = heap.allocate(Float64Array, MOMENTS_LENGTH * count);
  const values = heap.place(elements(input));
  const [weights, biases] = [parameter(affine.weight, 1), parameter(affine.bias, 0)];
  const addresses = heap.addressesOf(values, target, states, weights, biases);
  if (states === undefined || addresses === undefined) return undefined;
  const [x, y, state, weight, bias] = addresses;
  calls.run(input.numel(), (add) => {
    forEachBlock(runs, (first, sets) => {
      const at = first * step * BYTES;
      const to = state + first * MOMENTS_LENGTH * 8;
      const where = [length, repeats, stride, first, sets, step, parameters, each] as const;
      add(KERNEL.normalizeSets, x + at, y + at, ...where, weight, bias, to, eps, centred ? 1 : 0);
    });
  });
  const moments = momentsIn(states, count);
  heap.release(states);
  if (moments.doubtful.size === 0) return { output: fromElements(target, input.shape, 'float32'), moments };
  heap.release(target);
  return { output: undefined, moments };
}

/** The gradients of input, γ and β; undefined where the kernels cannot. */
export function gradientsBySetNatively(
  flowing: NumericArray,
  input: Tensor,
  standardization: Standardization,
): (Tensor | undefined)[] | undefined {
  const { affine, mean, inverseStd, centred, usesInputStatistics } = standardization;
  const native = currentNative();
  const runs = native && usesInputStatistics ? runsOf(input, standardization) : undefined;
  if (native === undefined || runs === undefined || runs.each === EACH.element) return undefined;
  const { heap, calls } = native;
  const { count, step, length, repeats, stride, parameters, each } = runs;
  const own = each === EACH.run ? repeats : 1;
  const target = allocateResult('float32', input.shape);
  const statistics = heap.allocate(Float64Array, 2 * count);
  const sums = heap.allocate(Float64Array, 2 * count * own);
  const placed = [
    heap.place(elements(input)),
    heap.place(flowing),
    heap.place(affine.weight === undefined ? new Float32Array(parameters).fill(1) : elements(affine.weight)),
  ] as const;
  const addresses = heap.addressesOf(...placed, target, statistics, sums);
  if (statistics === undefined || sums === undefined || addresses === undefined) return undefined;
  const [x, g, weight, dx, statisticsAt, sumsAt] = addresses;
  for (let set = 0; set < count; set++) {
    statistics[2 * set] = mean[set]!;
    statistics[2 * set + 1] = inverseStd[set]!;
  }
  calls.run(2 * input.numel(), (add) => {
    forEachBlock(runs, (first, sets) => {
      const at = first * step * BYTES;
      const where = [length, repeats, stride, first, sets, step, parameters, each] as const;
      const [ofSets, to] = [statisticsAt + first * 16, sumsAt + first * own * 16];
      add(KERNEL.inputGradientSets, g + at, x + at, dx + at, ...where, weight, ofSets, to, centred ? 1 : 0);
    });
  });
  const [toWeight, toBias] = [new Float64Array(parameters), new Float64Array(parameters)];
  for (let i = 0; i < count * own; i++) {
    toBias[i % parameters]! += sums[2 * i]!;
    toWeight[i % parameters]! += sums[2 * i + 1]!;
  }
  heap.release(statistics);
  heap.release(sums);
  const like = (gradient: ArrayLike<number>, { shape, dtype }: Tensor): Tensor => fromElements(gradient, shape, dtype);
  return [
    fromElements(target, input.shape, 'float32'),
    ...(affine.weight === undefined ? [] : [like(toWeight, affine.weight)]),
    ...(affine.bias === undefined ? [] : [like(toBias, affine.bias)]),
  ];
}
