import type { Distribution } from '../../protocol/card.ts';
import type { Report, TableCell } from './report.ts';

const BLOCKS = ['▁', '▂', '▃', '▄', '▅', '▆', '▇', '█'] as const;
const BARS = 12;

/** A histogram as a row of blocks; empty where no value is finite. */
function blocks({ histogram: { counts } }: Distribution): string {
  if (counts.length === 0) return '';
  const bars = new Array<number>(Math.min(BARS, counts.length)).fill(0);
  counts.forEach((count, bin) => (bars[Math.floor((bin * bars.length) / counts.length)]! += count));
  const most = Math.max(...bars, 1);
  return bars.map((count) => (count === 0 ? ' ' : BLOCKS[Math.ceil((count / most) * 8) - 1]!)).join('');
}

function linesOf({ lines, distribution }: TableCell): string[] {
  return distribution === undefined ? [...lines] : [blocks(distribution)];
}

/** An experiment for a terminal, a screen reader or an agent: its title, its facts and its table. */
export function reportText({ title, facts, table, notes }: Report): string {
  const rows = [
    [table.columns.map((column) => column.split('\n'))],
    ...table.rows.map(({ name, cells }) => [[[name], ...cells.map(linesOf)]]),
  ].map(([row]) => row!);
  const widths = rows[0]!.map((_, column) =>
    Math.max(...rows.flatMap((row) => (row[column] ?? []).map((line) => line.length))),
  );
  const lines = rows.flatMap((row) => {
    const height = Math.max(...row.map((cell) => cell.length));
    return Array.from({ length: height }, (_, line) =>
      row
        .map((cell, column) => (cell[line] ?? '').padEnd(widths[column]!))
        .join('  ')
        .trimEnd(),
    );
  });
  return [title, facts.join(' · '), table.caption, ...lines, ...notes].join('\n');
}
