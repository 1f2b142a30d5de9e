import type { Card, Distribution } from '../protocol/card.ts';
import { formatCount, formatDuration, formatSizes, formatStatistic, plural } from './format.ts';

const STATISTICS = { input: "the input's statistics", running: 'running statistics' } as const;

/** The facts of a card's header: `training · float32 · 10 × 32 × 224 × 224 · 16.1 M values · 38 ms`. */
export function cardFacts(card: Card): string[] {
  const elements = card.shape.reduce((product, size) => product * size, 1);
  return [
    card.mode,
    ...(card.mode === 'evaluation' ? [STATISTICS[card.statistics]] : []),
    card.dtype,
    formatSizes(card.shape),
    `${formatCount(elements)} ${elements === 1 ? 'value' : 'values'}`,
    formatDuration(card.milliseconds),
    ...(card.calls > 1 ? [`last of ${card.calls} calls`] : []),
  ];
}

export const TABLE_COLUMNS = ['mean', 'σ', 'min', 'max', 'NaN / Inf'] as const;

/** One row of the card's table, in the order of {@link TABLE_COLUMNS}. */
export function tableRow(distribution: Distribution): string[] {
  const { mean, std, min, max, nan, infinite } = distribution;
  const broken = infinite === 0 ? String(nan) : `${nan} / ${infinite}`;
  return [...[mean, std, min, max].map((value) => formatStatistic(value, std ?? 0)), broken];
}

/** `32 channels`, or `512 of 2048 channels, …` where a chart cannot show all. */
export function shownSets({ sets }: Card): string {
  const all = plural(sets.count, sets.name);
  return sets.shown.length === sets.count ? all : `${sets.shown.length} of ${all}, those farthest from the rest`;
}

/** `N·H·W`: the dimensions over which elements share a mean and a variance. */
export function sharedDimensions({ sets }: Card): string {
  return sets.reduced.map((dim) => sets.dimensions[dim] ?? `dim ${dim}`).join('·');
}

/** The card for a terminal, a screen reader or an agent. */
export function cardText(card: Card): string {
  const rows = [
    ['', ...TABLE_COLUMNS],
    ['before', ...tableRow(card.before)],
    ['after', ...tableRow(card.after)],
  ];
  const widths = rows[0]!.map((_, column) => Math.max(...rows.map((row) => row[column]!.length)));
  const table = rows.map((row) =>
    row
      .map((text, column) => (column === 0 ? text.padEnd(widths[column]!) : text.padStart(widths[column]!)))
      .join('  ')
      .trimEnd(),
  );
  return [
    card.layer,
    cardFacts(card).join(' · '),
    `one ${card.sets.centred ? 'mean and σ' : 'root mean square'} for each ${card.sets.name}, shared over ${sharedDimensions(card)} (${plural(card.sets.count, card.sets.name)})`,
    ...table,
  ].join('\n');
}
