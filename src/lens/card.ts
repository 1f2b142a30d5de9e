import {
  elements,
  type NormalizationCall,
  setCount,
  type SetSummary,
  type StatisticSets,
  summarizeInBackground,
  summarizeSets,
} from '../engine/index.ts';
import type { Card } from '../protocol/card.ts';
import { binsFor, type Summary, summaryOf } from './summary.ts';

/** So many sets can be told apart in a chart, and keep a card's JSON small. */
const MAX_SHOWN_SETS = 512;

/** What the lens keeps of a call until its cell ends: a card is made from both ends of the layer. */
export interface WatchedCall {
  readonly call: NormalizationCall;
  readonly before: Summary;
  readonly after: Summary;
  readonly calls: number;
}

/** An end of a layer, summarized now or, where `known` is given, by what was found before. */
export function summarizeEnd(call: NormalizationCall, end: 'input' | 'output', known?: SetSummary): Summary {
  const values = elements(call[end]);
  return summaryOf(values, known ?? summarizeSets(values, call.sets, binsFor(values.length)));
}

/** Starts to summarize both ends in another thread, if that is worth it; returns what waits for each. */
export function startSummaries({ input, output, sets }: NormalizationCall): (() => SetSummary)[] | undefined {
  return summarizeInBackground([elements(input), elements(output)], sets, binsFor(input.numel()));
}

/** All sets, or of very many those whose mean or σ before the layer lies farthest from the rest. */
function chooseSets(sets: StatisticSets, before: Summary): number[] {
  const all = Array.from({ length: setCount(sets) }, (_, set) => set);
  if (all.length <= MAX_SHOWN_SETS) return all;
  const distance = new Map(all.map((set) => [set, deviation(before, set)]));
  return all
    .sort((a, b) => distance.get(b)! - distance.get(a)!)
    .slice(0, MAX_SHOWN_SETS)
    .sort((a, b) => a - b);
}

/** How far a set's mean and σ lie from those of all elements, in units of the latter; a broken set is infinitely far. */
function deviation({ distribution, setMean, setStd }: Summary, set: number): number {
  const [mean, std] = [setMean[set] ?? NaN, setStd[set] ?? NaN];
  const unit = distribution.std ?? 1;
  const distance = (Math.abs(mean - (distribution.mean ?? 0)) + Math.abs(std - unit)) / (unit === 0 ? 1 : unit);
  return Number.isNaN(distance) ? Infinity : distance;
}

/** `BatchNorm2d(32)`, `GroupNorm(8, 64)`: a repr without its named arguments. */
function shortTitle(repr: string): string {
  const kerasClass = /^<(\w+) name=/.exec(repr)?.[1];
  return kerasClass ?? repr.replace(/, \w+=.*$/s, ')');
}

export function makeCard({ call, before, after, calls }: WatchedCall): Card {
  const { source, input, sets } = call;
  const layer = typeof source === 'string' ? source : source.toString();
  const shown = chooseSets(sets, before);
  const pick = (summary: Summary): Card['sets']['before'] => ({
    mean: shown.map((set) => summary.setMean[set] ?? null),
    std: shown.map((set) => summary.setStd[set] ?? null),
  });
  return {
    title: typeof source === 'string' ? source : shortTitle(layer),
    layer,
    mode: (typeof source === 'string' ? call.usesInputStatistics : (source.training ?? call.usesInputStatistics))
      ? 'training'
      : 'evaluation',
    statistics: call.usesInputStatistics ? 'input' : 'running',
    dtype: input.dtype,
    shape: [...input.shape],
    calls,
    milliseconds: Number(call.milliseconds.toPrecision(3)),
    before: before.distribution,
    after: after.distribution,
    sets: {
      shape: [...sets.shape],
      reduced: [...sets.reduced],
      dimensions: [...call.dimensions],
      centred: call.centred,
      name: call.setName,
      count: setCount(sets),
      shown,
      before: pick(before),
      after: pick(after),
    },
  };
}
