import type { Card, Distribution } from '../protocol/card.ts';
import type { Sharing } from '../protocol/experiment.ts';
import { hasValues, isRough } from './curves.ts';
import { findingsText } from './findingText.ts';
import { formatCount, formatDuration, formatSizes, formatStatistic } from './format.ts';
import type { Series } from './palette.ts';
import { setPosition } from './sets.ts';
import { english } from './texts/english.ts';
import type { Texts } from './texts/texts.ts';

/** A card, or what else tells which elements share a statistic. */
export interface Sets {
  readonly sets: Sharing;
}

/** The facts of a card's header: `training · float32 · 10 × 32 × 224 × 224 · 16.1 M values · 38 ms`. */
export function cardFacts(card: Card, texts: Texts): string[] {
  const elements = card.shape.reduce((product, size) => product * size, 1);
  const rate = (1000 * elements) / card.milliseconds;
  return [
    texts[card.mode],
    ...(card.mode === 'evaluation'
      ? [card.statistics === 'input' ? texts.inputStatistics : texts.runningStatistics]
      : []),
    card.dtype,
    formatSizes(card.shape),
    texts.values(formatCount(elements), elements === 1),
    formatDuration(card.milliseconds),
    ...(Number.isFinite(rate) && rate > 0 ? [texts.throughput(formatCount(Number(rate.toPrecision(3))))] : []),
    ...(card.calls > 1 ? [texts.lastOfCalls(card.calls)] : []),
  ];
}

export function tableColumns(texts: Texts): string[] {
  return [texts.mean, texts.std, texts.min, texts.max, texts.notFinite];
}

/** Stands for a statistic of no values. */
const NOTHING = '–';

/** One row of the card's table, in the order of {@link tableColumns}. */
export function tableRow(distribution: Distribution): string[] {
  if (!hasValues(distribution)) return Array.from({ length: 5 }, () => NOTHING);
  const { mean, std, min, max, nan, positiveInfinity, negativeInfinity } = distribution;
  const infinite = positiveInfinity + negativeInfinity;
  const broken = infinite === 0 ? formatCount(nan) : `${formatCount(nan)} / ${formatCount(infinite)}`;
  const about = isRough(distribution) ? '≈ ' : '';
  const [centre, spread, least, most] = [mean, std, min, max].map((value) => formatStatistic(value, std ?? 0));
  return [centre!, spread!, about + least!, about + most!, about + broken];
}

/** Whether a distribution has elements that are not finite. */
export function hasBroken({ nan, positiveInfinity, negativeInfinity }: Distribution): boolean {
  return nan + positiveInfinity + negativeInfinity > 0;
}

/** The stages that a card has, in the order that values pass them. */
export function stagesOf({ input, normalized, output }: Card['stages']): [Series, Distribution][] {
  return [
    ['input', input],
    ...(normalized ? [['normalized', normalized] as [Series, Distribution]] : []),
    ['output', output],
  ];
}

/** `32 channels`, or `512 of 2048 channels, …` where a card does not have all. */
export function shownSets({ sets }: Card, texts: Texts): string {
  if (sets.shown === undefined) return texts.countedSets(sets.count, sets.name);
  return texts.shownSets(sets.shown.length, sets.count, sets.name);
}

/** `N·H·W`: the dimensions over which elements share a mean and a variance. */
export function sharedDimensions({ sets }: Sets): string {
  return sets.reduced.map((dim) => sets.dimensions[dim]!).join('·');
}

/** `mean and σ`, or `root mean square`. */
export function statisticName({ sets }: Sets, texts: Texts): string {
  return sets.centred ? texts.meanAndStd : texts.rootMeanSquare;
}

/** `channel 7`, or `instance N 3, C 7` where several dimensions tell sets apart. */
export function setLabel(card: Sets, set: number, texts: Texts): string {
  const position = setPosition(card, set).filter(({ dim }) => card.sets.shape[dim] !== 1);
  const at =
    position.length < 2
      ? String(set)
      : position.map(({ dim, index }) => `${card.sets.dimensions[dim]!} ${index}`).join(', ');
  return texts.oneSet(card.sets.name, at);
}

/** Which elements share what, in words. */
export function sharing(card: Sets, texts: Texts): string {
  const all = texts.countedSets(card.sets.count, card.sets.name);
  return texts.sharedBy(statisticName(card, texts), texts.setName(card.sets.name), sharedDimensions(card), all);
}

/** The card for a terminal, a screen reader or an agent. */
export function cardText(card: Card, texts: Texts = english): string {
  const gradients: [string, Distribution | undefined][] = card.gradients
    ? [
        [texts.gradients.output, card.gradients.output],
        [texts.gradients.input, card.gradients.input],
      ]
    : [];
  const rows = [
    ['', ...tableColumns(texts)],
    ...stagesOf(card.stages).map(([series, distribution]) => [texts.stages[series], ...tableRow(distribution)]),
    ...gradients.flatMap(([name, distribution]) => (distribution ? [[name, ...tableRow(distribution)]] : [])),
  ];
  const widths = rows[0]!.map((_, column) => Math.max(...rows.map((row) => row[column]!.length)));
  const table = rows.map((row) =>
    row
      .map((text, column) => (column === 0 ? text.padEnd(widths[column]!) : text.padStart(widths[column]!)))
      .join('  ')
      .trimEnd(),
  );
  const absence = hasValues(card.stages.input) ? [] : [texts.noValues];
  const findings = card.findings === undefined ? [] : [findingsText(card.findings, texts)];
  const facts = cardFacts(card, texts).join(' · ');
  return [card.layer, facts, sharing(card, texts), ...absence, ...table, ...findings].join('\n');
}
