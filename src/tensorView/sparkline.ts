import type { Distribution } from '../protocol/card.ts';

const WIDTH = 96;
const HEIGHT = 20;
const SVG = 'http://www.w3.org/2000/svg';

/** At most so many bars: two pixels each. */
const BARS = 48;

/** Counts in at most {@link BARS} bars. */
function barsOf(counts: readonly number[]): number[] {
  const each = Math.ceil(counts.length / BARS);
  return Array.from({ length: Math.ceil(counts.length / each) }, (_, bar) =>
    counts.slice(bar * each, (bar + 1) * each).reduce((sum, count) => sum + count, 0),
  );
}

/** A histogram as a small picture; its numbers stand beside it. */
export function sparkline({ histogram: { counts } }: Distribution): SVGElement {
  const svg = document.createElementNS(SVG, 'svg');
  for (const [name, value] of Object.entries({ width: WIDTH, height: HEIGHT, 'aria-hidden': 'true' })) {
    svg.setAttribute(name, String(value));
  }
  svg.classList.add('sparkline');
  if (counts.length === 0) return svg;
  const bars = barsOf(counts);
  const most = Math.max(...bars);
  // A single value is a thin bar in the middle.
  const width = bars.length === 1 ? 4 : WIDTH / bars.length;
  const start = bars.length === 1 ? (WIDTH - width) / 2 : 0;
  const path = document.createElementNS(SVG, 'path');
  path.setAttribute(
    'd',
    bars
      .map((count, bar) => {
        // A single element among millions is still seen.
        const height = count === 0 ? 0 : Math.max(1, (count / most) * (HEIGHT - 1));
        const [left, right] = [start + bar * width, start + (bar + 1) * width];
        const top = HEIGHT - height;
        return `M${left.toFixed(1)} ${HEIGHT}V${top.toFixed(1)}H${right.toFixed(1)}V${HEIGHT}Z`;
      })
      .join(''),
  );
  svg.append(path);
  return svg;
}
