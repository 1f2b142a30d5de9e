import {
  elements,
  type NormalizationCall,
  setCount,
  setSize,
  type StatisticSets,
  summarizeSets,
  type Tensor,
} from '../engine/index.ts';
import { describeAll } from '../lens/index.ts';
import type { Comparison, ComparisonStage, GroupStatistics, Sharing } from '../protocol/experiment.ts';
import { checkCount, described, type Mode, naming, type Run, runAlone, type Subject } from './subjects.ts';

/** A mean is 0, and a σ or root mean square 1, to within this: ε takes its part, above all of small variances. */
const MEAN_TOLERANCE = 0.01;
const SCALE_TOLERANCE = 0.05;

/** More ways of grouping are not shown. */
const MAX_GROUPINGS = 12;

/** A way of taking elements together. */
interface Grouping {
  readonly name: string;
  readonly sets: StatisticSets;
}

/** The same for all ways of writing down the same sets. */
function signature({ shape, reduced }: StatisticSets): string {
  const axes: { size: number; isReduced: boolean }[] = [];
  shape.forEach((size, dim) => {
    const [isReduced, last] = [reduced.includes(dim), axes.at(-1)];
    if (size === 1) return;
    if (last?.isReduced === isReduced) last.size *= size;
    else axes.push({ size, isReduced });
  });
  return axes.map(({ size, isReduced }) => `${isReduced ? '-' : '+'}${size}`).join(' ');
}

/** The ways that a tensor of any shape has: all values, samples, channels. */
function commonGroupings({ shape }: Tensor): Grouping[] {
  const allBut = (kept: number): StatisticSets => ({
    shape,
    reduced: shape.map((_, dim) => dim).filter((dim) => dim !== kept),
  });
  return [
    { name: 'all', sets: { shape, reduced: shape.map((_, dim) => dim) } },
    ...(shape.length > 1 ? [{ name: 'sample', sets: allBut(0) }] : []),
    ...(shape.length > 1 ? [{ name: 'channel', sets: allBut(1) }] : []),
  ];
}

/** The common ways first, then those in which the layers take elements together. */
function groupingsOf(x: Tensor, calls: readonly (NormalizationCall | undefined)[]): Grouping[] {
  const own = calls
    .filter((call) => call?.input.numel() === x.numel())
    .map((call) => ({ name: call!.setName, sets: call!.sets }));
  const bySignature = new Map<string, Grouping>();
  for (const grouping of [...commonGroupings(x), ...own]) {
    const key = signature(grouping.sets);
    const isWhole = setSize(grouping.sets) > 1;
    if (isWhole && !bySignature.has(key)) bySignature.set(key, grouping);
  }
  return [...bySignature.values()].slice(0, MAX_GROUPINGS);
}

/** The same grouping of a tensor that has another shape than the input; undefined where there is none. */
function groupingOf({ name, sets }: Grouping, x: Tensor, output: Tensor): StatisticSets | undefined {
  if (x.shape.join() === output.shape.join()) return sets;
  return commonGroupings(output).find((common) => common.name === name)?.sets;
}

function rangeOf(values: Iterable<number>): [low: number, high: number] {
  let [low, high] = [Infinity, -Infinity];
  for (const value of values) {
    if (Number.isNaN(value)) return [NaN, NaN];
    low = Math.min(low, value);
    high = Math.max(high, value);
  }
  return low <= high ? [low, high] : [NaN, NaN];
}

function isNear([low, high]: readonly [number, number], value: number, tolerance: number): boolean {
  return Math.abs(low - value) <= tolerance && Math.abs(high - value) <= tolerance;
}

/** `centred`: whether means were subtracted; a root mean square of 1 is then but chance. */
function statisticsOf(x: Tensor, sets: StatisticSets, centred: boolean): GroupStatistics {
  const { mean, variance } = summarizeSets({ values: elements(x), sets, known: undefined }).moments;
  const varying = Array.from(variance, (_, set) => set).filter((set) => variance[set] !== 0);
  const rms = Float64Array.from(mean, (value, set) => Math.sqrt(value * value + variance[set]!));
  const means = rangeOf(mean);
  const isScaled = (scale: (set: number) => number): boolean =>
    varying.length > 0 && isNear(rangeOf(varying.map(scale)), 1, SCALE_TOLERANCE);
  const isStandard = isNear(means, 0, MEAN_TOLERANCE) && isScaled((set) => Math.sqrt(variance[set]!));
  return {
    mean: means,
    std: rangeOf(variance.map(Math.sqrt)),
    rms: rangeOf(rms),
    constant: mean.length - varying.length,
    normalized: isStandard ? 'standard' : !centred && isScaled((set) => rms[set]!) ? 'rms' : 'no',
  };
}

function stageOf(x: Tensor, sets: readonly (StatisticSets | undefined)[], centred: boolean): ComparisonStage {
  return {
    distribution: describeAll(elements(x)),
    statistics: sets.map((each) => (each === undefined || setSize(each) < 2 ? null : statisticsOf(x, each, centred))),
  };
}

function sharingOf({ sets, dimensions, centred, setName }: NormalizationCall): Sharing {
  return {
    shape: [...sets.shape],
    reduced: [...sets.reduced],
    dimensions: [...dimensions],
    centred,
    name: setName,
    count: setCount(sets),
  };
}

export interface ComparisonOptions {
  readonly mode: Mode;
  readonly title: string;
}

/**
 * Runs `x` through each of `layers` and describes what comes out: all values together, and mean and σ of each sample, each
 * channel, and each set that shares a statistic in one of the layers. Throws TypeError for an empty `x`, and the error
 * of a layer that refuses it, with its name.
 */
export function compareLayers(layers: readonly Subject[], x: Tensor, { mode, title }: ComparisonOptions): Comparison {
  checkCount('compare', layers.length);
  if (x.numel() === 0) throw new TypeError(`compare: x has no elements (its shape is [${x.shape.join(', ')}])`);
  const runs = layers.map((layer): Run => runAlone(layer, x));
  const groupings = groupingsOf(
    x,
    runs.map(({ call }) => call),
  );
  return {
    kind: 'comparison',
    title,
    mode,
    shape: [...x.shape],
    dtype: x.dtype,
    groupings: groupings.map(({ name, sets }) => ({ name, count: setCount(sets), size: setSize(sets) })),
    input: stageOf(
      x,
      groupings.map(({ sets }) => sets),
      true,
    ),
    layers: layers.map((layer, index) => {
      const { output, call } = runs[index]!;
      return {
        ...described(layer),
        ...(call === undefined ? {} : { sharing: sharingOf(call), usesInputStatistics: call.usesInputStatistics }),
        output: naming(layer.name, () =>
          stageOf(
            output,
            groupings.map((grouping) => groupingOf(grouping, x, output)),
            call?.centred ?? false,
          ),
        ),
      };
    }),
  };
}
