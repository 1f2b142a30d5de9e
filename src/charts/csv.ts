import type { Card } from '../protocol/card.ts';
import { stagesOf } from './cardText.ts';
import { describeSets, seriesOfSets } from './sets.ts';

/**
 * A field of a comma-separated line, quoted where it must be (RFC 4180). Of a text that a spreadsheet would compute, as a
 * saved payload may say anything, an apostrophe makes text again (OWASP, "CSV Injection").
 */
function field(value: string | number): string {
  const text = typeof value === 'string' && /^[=+@\t\r-]/.test(value) ? `'${value}` : String(value);
  return /[",\n\r]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}

function lines(rows: readonly (readonly (string | number)[])[]): string {
  return rows.map((row) => row.map(field).join(',')).join('\r\n');
}

/** Four figures, as many as every packed number has. */
function figure(value: number): number {
  return Number(value.toPrecision(4));
}

/**
 * What a card says as comma-separated values with a header: mean and σ of each set at each stage; and in a second table, after an empty line, the bins of each stage's histogram.
 */
export function cardCsv(card: Card): string {
  const series = seriesOfSets(card);
  const sets = describeSets(card).map((each) => [
    each.set,
    ...series.flatMap((stage) => [figure(each[stage].mean), figure(each[stage].std)]),
  ]);
  const bins = stagesOf(card.stages).flatMap(([stage, { histogram }]) => {
    const { low, high, counts } = histogram;
    const width = (high - low) / Math.max(counts.length, 1);
    return counts.map((count, bin) => [stage, figure(low + bin * width), figure(low + (bin + 1) * width), count]);
  });
  const stages = series.flatMap((stage) => [`${stage} mean`, `${stage} std`]);
  return [lines([[card.sets.name, ...stages], ...sets]), lines([['stage', 'from', 'to', 'count'], ...bins])].join(
    '\r\n\r\n',
  );
}
