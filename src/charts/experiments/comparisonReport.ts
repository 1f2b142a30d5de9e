import type { Comparison, ComparisonStage, GroupStatistics } from '../../protocol/experiment.ts';
import { statisticName, tableColumns, tableRow } from '../cardText.ts';
import { type Curve, MAX_SCALE_RATIO, type Range, rangeOf, union } from '../curves.ts';
import { type CommonScale, densityChart, fitsNormal, peakOf } from '../density.ts';
import { formatCount, formatSizes, formatStatistic } from '../format.ts';
import type { Presentation } from '../presentation.ts';
import { tensorDrawing } from '../tensorDrawing.ts';
import type { Texts } from '../texts/texts.ts';
import type { Panel, Report, TableCell } from './report.ts';

/** What is smaller than this share of the spread is rounding. */
const SAME = 5e-4;

/** The density of N(0, 1) at 0. */
const NORMAL_PEAK = 0.4;

/** Where densities differ by more, each has an axis of its own. */
const MAX_PEAK_RATIO = 4;

/** Both ends of a range in words: one where they are the same to a reader. */
function rangeText(
  [low, high]: readonly [number, number],
  scale: number,
  one: (value: string) => string,
  two: (low: string, high: string) => string,
): string {
  const figure = (value: number): string => formatStatistic(Number.isFinite(value) ? value : null, scale);
  return Math.abs(high - low) <= SAME * scale ? one(figure(high)) : two(figure(low), figure(high));
}

/** `marks`: whether what is normalized stands out; an input may be so by chance. */
function cellOf(statistics: GroupStatistics | null, texts: Texts, marks: boolean): TableCell {
  if (statistics === null) return { lines: ['–'] };
  const { mean, std, constant, normalized } = statistics;
  const { experiments } = texts;
  const scale = Number.isFinite(std[1]) ? std[1] : 0;
  const meanText = rangeText(mean, scale, experiments.oneMean, experiments.meanRange);
  const stdText = rangeText(std, scale, experiments.oneStd, experiments.stdRange);
  const constants = constant === 0 ? [] : [experiments.constantSets(formatCount(constant))];
  if (!marks) return { lines: [meanText, stdText] };
  if (normalized === 'standard') return { lines: [experiments.standard, ...constants], isMarked: true };
  if (normalized === 'rms') return { lines: [experiments.rootMeanSquareOne, meanText], isMarked: true };
  return { lines: [meanText, stdText] };
}

function curveOf(series: 'input' | 'output', { distribution }: ComparisonStage, texts: Texts): Curve {
  return { series, name: texts.stages[series], distribution };
}

function widthOf([low, high]: Range): number {
  return high - low;
}

/** Whether the input is seen beside the outputs on their axis. */
function showsInput(comparison: Comparison, outputs: Range | undefined): boolean {
  const input = rangeOf(comparison.input.distribution);
  if (input === undefined || outputs === undefined) return false;
  const whole = widthOf(union([input, outputs]));
  return whole <= MAX_SCALE_RATIO * Math.min(widthOf(input), widthOf(outputs)) && whole <= 3 * widthOf(outputs);
}

/** The densities of N(0, 1) and of all stages reach so far; undefined where one would be too low to be seen beside another. */
function commonPeak(stages: readonly ComparisonStage[]): CommonScale['density'] {
  const peaks = stages.map(({ distribution }) => peakOf(distribution));
  const known = peaks.filter((peak) => peak !== undefined);
  if (known.length < peaks.length || Math.max(...known) > MAX_PEAK_RATIO * Math.min(...known)) return undefined;
  return Math.max(NORMAL_PEAK, ...known);
}

function panels(comparison: Comparison, presentation: Presentation): Panel[] {
  const { texts } = presentation;
  const ranges = comparison.layers
    .map(({ output }) => rangeOf(output.distribution))
    .filter((range): range is Range => range !== undefined);
  const outputs = ranges.length === 0 ? undefined : union(ranges);
  const input = curveOf('input', comparison.input, texts);
  const withInput = showsInput(comparison, outputs);
  const values = outputs && (withInput ? union([outputs, rangeOf(input.distribution)!]) : outputs);
  const shown = [...comparison.layers.map(({ output }) => output), ...(withInput ? [comparison.input] : [])];
  const common = values && { values, density: commonPeak(shown) };
  const layers = comparison.layers.map(({ name, sharing, usesInputStatistics, output }): Panel => {
    const own = curveOf('output', output, texts);
    const curves = withInput ? [input, own] : [own];
    const subtitle =
      sharing === undefined
        ? texts.experiments.sharesNothing
        : usesInputStatistics === false
          ? texts.experiments.fromRunning
          : texts.experiments.grouping(sharing.name);
    return {
      title: name,
      subtitle: sharing === undefined ? subtitle : `${statisticName({ sets: sharing }, texts)} · ${subtitle}`,
      ...(sharing === undefined ? {} : { drawing: tensorDrawing({ sets: sharing }, presentation) }),
      chart: () => densityChart(curves, presentation, fitsNormal([own]), { common }),
    };
  });
  const inputPanel: Panel = {
    title: texts.experiments.input,
    subtitle: withInput
      ? formatSizes(comparison.shape)
      : `${formatSizes(comparison.shape)} · ${texts.experiments.ownScale}`,
    chart: () => densityChart([input], presentation, false, withInput ? { common } : {}),
  };
  return [inputPanel, ...layers];
}

/** A comparison of layers, to be shown. */
export function comparisonReport(comparison: Comparison, presentation: Presentation): Report {
  const { texts } = presentation;
  const { experiments } = texts;
  const stages: readonly (readonly [string, ComparisonStage])[] = [
    [experiments.input, comparison.input],
    ...comparison.layers.map(({ name, output }) => [name, output] as const),
  ];
  const all = panels(comparison, presentation);
  const isMarked = comparison.layers.some(({ output }) =>
    output.statistics.some((each) => (each?.normalized ?? 'no') !== 'no'),
  );
  return {
    title: comparison.title === '' ? experiments.comparisonTitle(comparison.layers.length) : comparison.title,
    facts: [
      comparison.mode === 'train' ? experiments.trainMode : experiments.evalMode,
      comparison.dtype,
      formatSizes(comparison.shape),
      experiments.commonScale,
      texts.dottedNormal,
    ],
    panels: all,
    table: {
      caption: experiments.leftUnnormalized,
      columns: [
        experiments.layer,
        ...comparison.groupings.map(
          ({ name, count, size }) =>
            `${experiments.grouping(name)}\n${experiments.groupingSize(formatCount(count), formatCount(size))}`,
        ),
      ],
      rows: stages.map(([name, { statistics }], index) => ({
        name,
        cells: statistics.map((each) => cellOf(each, texts, index > 0)),
      })),
    },
    notes: isMarked ? [experiments.markedNormalized] : [],
    data: [
      {
        caption: experiments.statistics,
        columns: [experiments.layer, ...tableColumns(texts)],
        rows: stages.map(([name, { distribution }]) => ({
          name,
          cells: tableRow(distribution).map((text) => ({ lines: [text] })),
        })),
      },
    ],
  };
}
