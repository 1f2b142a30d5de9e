import type { Report } from './report.ts';

/** An experiment for a terminal, a screen reader or an agent: its title, its facts and its table. */
export function reportText({ title, facts, table, notes }: Report): string {
  const rows = [
    [table.columns.map((column) => column.split('\n'))],
    ...table.rows.map(({ name, cells }) => [[[name], ...cells.map(({ lines }) => [...lines])]]),
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
