import type { Distribution } from '../../protocol/card.ts';

/** The histogram of a distribution as an SVG path in so many pixels: one bar for a constant, nothing where no value is finite. */
export function histogramPath({ histogram: { counts } }: Distribution, width: number, height: number): string {
  const most = counts.reduce((a, b) => Math.max(a, b), 0);
  if (most === 0) return '';
  if (counts.length === 1) return `M${width / 2 - 1} 0h3v${height}h-3Z`;
  const bin = width / counts.length;
  const tops = counts.map((count) => `V${(height * (1 - count / most)).toFixed(1)}h${bin.toFixed(2)}`);
  return `M0 ${height}${tops.join('')}V${height}Z`;
}

/** Pixels of a histogram in a cell of a table. */
export const SPARKLINE = { width: 72, height: 18 } as const;
