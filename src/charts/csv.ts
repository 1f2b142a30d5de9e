import type { Card } from '../protocol/card.ts';
import { stagesOf } from './cardText.ts';
import { describeSets } from './sets.ts';

/** A field of a comma-separated line, quoted where it must be (RFC 4180). */
function field(value: string | number): string {
  const text = String(value);
  return /[",\n\r]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}

function lines(rows: readonly (readonly (string | number)[])[]): string {
  return rows.map((row) => row.map(field).join(',')).join('\r\n');
}

/** Five figures, as many as a card has. */
function figure(value: number): string {
  return Number.isNaN(value) ? 'NaN' : String(Number.isFinite(value) ? Number(value.toPrecision(5)) : value);
}

/**
 * What a card says as comma-separated values with a header: mean and σ of each set before the layer, as normalized and
 * after it; and in a second table, after an empty line, the bins of each stage's histogram.
 */
export function cardCsv(card: Card): string {
  const sets = describeSets(card).map(({ set, input, normalized, output }) => [
    set,
    ...[input, normalized, output].flatMap(({ mean, std }) => [figure(mean), figure(std)]),
  ]);
  const bins = stagesOf(card.stages).flatMap(([stage, { histogram }]) => {
    const { low, high, counts } = histogram;
    const width = (high - low) / Math.max(counts.length, 1);
    return counts.map((count, bin) => [stage, figure(low + bin * width), figure(low + (bin + 1) * width), count]);
  });
  const stages = ['input', 'normalized', 'output'].flatMap((stage) => [`${stage} mean`, `${stage} std`]);
  return [lines([[card.sets.name, ...stages], ...sets]), lines([['stage', 'from', 'to', 'count'], ...bins])].join(
    '\r\n\r\n',
  );
}
