import type { Distribution } from '../protocol/card.ts';
import { type Curve, elementCount, shareOfBinned } from './curves.ts';
import type { Unit } from './layer.ts';
import { formatCount } from './format.ts';
import type { Palette, Series } from './palette.ts';

/** A bin beside the axis. */
interface Token {
  readonly label: string;
  readonly counts: readonly { readonly series: Series; readonly count: number; readonly share: number }[];
  /** Whether it is a fault rather than a value far out. */
  readonly isBroken: boolean;
}

/** Bins at the left and right of the axis, and the stretch that they leave for it. */
export interface Tokens {
  readonly left: readonly Token[];
  readonly right: readonly Token[];
  readonly range: [{ expr: string }, { expr: string }];
}

/** As wide as the place of a bin is where there is room. */
const TOKEN_WIDTH = 34;
/** So much of a narrow chart at most the bins take together. */
const MAX_SHARE = 0.5;
const BAR_WIDTH = 9;
const BAR_GAP = 2;
/** A single NaN among millions is still seen. */
const MIN_HEIGHT = 3;
const LABEL_HEIGHT = 22;

function token(
  label: string,
  curves: readonly Curve[],
  isBroken: boolean,
  countOf: (distribution: Distribution) => number,
): Token | undefined {
  const counts = curves.map((curve) => {
    const { series, distribution } = curve;
    const count = countOf(distribution);
    return {
      series,
      count,
      share: count * (isBroken ? 1 / Math.max(elementCount(distribution), 1) : shareOfBinned(distribution)),
    };
  });
  return counts.some(({ count }) => count > 0) ? { label, counts, isBroken } : undefined;
}

/** The bins that stand beside an axis: values below and above it, −∞, ∞ and NaN, each where there are any. */
export function tokensOf(curves: readonly Curve[]): Tokens {
  const present = (tokens: readonly (Token | undefined)[]): Token[] => tokens.filter((each) => each !== undefined);
  const left = present([
    token('−∞', curves, true, (distribution) => distribution.negativeInfinity),
    token('◂', curves, false, (distribution) => distribution.histogram.below),
  ]);
  const right = present([
    token('▸', curves, false, (distribution) => distribution.histogram.above),
    token('+∞', curves, true, (distribution) => distribution.positiveInfinity),
    token('NaN', curves, true, (distribution) => distribution.nan),
  ]);
  return {
    left,
    right,
    range: [
      { expr: pixels(left.length, { left, right }) },
      { expr: `width - ${pixels(right.length, { left, right })}` },
    ],
  };
}

/** An expression for the width of `places` of all bins in pixels, fewer where the chart is narrow. */
function pixels(places: number, { left, right }: Pick<Tokens, 'left' | 'right'>): string {
  const wanted = Math.max(left.length + right.length, 1) * TOKEN_WIDTH;
  return `${places * TOKEN_WIDTH} * min(1, ${MAX_SHARE} * width / ${wanted})`;
}

/** Bars whose height is the share of all elements, with the count over each bin. */
export function tokenMarks(tokens: Tokens, palette: Palette): Unit[] {
  const { left, right } = tokens;
  const place = (index: number, fromRight: boolean): string =>
    fromRight ? `width - ${pixels(right.length - index - 0.5, tokens)}` : pixels(index + 0.5, tokens);
  const marks = (each: Token, centre: string): Unit[] => {
    const color = each.isBroken ? palette.error : palette.muted;
    const shown = each.counts.filter(({ count }) => count > 0);
    const total = shown.length * (BAR_WIDTH + BAR_GAP) - BAR_GAP;
    const height = (share: number): string => `max(${MIN_HEIGHT}, ${share} * (height - ${LABEL_HEIGHT}))`;
    const bars = shown.map(({ series, share }, index): Unit => {
      const start = index * (BAR_WIDTH + BAR_GAP) - total / 2;
      return {
        data: { values: [{}] },
        mark: {
          type: 'rect',
          color: each.isBroken ? palette.error : palette[series],
          stroke: palette[series],
          strokeWidth: 1.5,
        },
        encoding: {
          x: { value: { expr: `${centre} + ${pixels(start / TOKEN_WIDTH, tokens)}` } },
          x2: { value: { expr: `${centre} + ${pixels((start + BAR_WIDTH) / TOKEN_WIDTH, tokens)}` } },
          y: { value: { expr: `height - ${height(share)}` } },
          y2: { value: { expr: 'height' } },
        },
      };
    });
    const tallest = Math.max(...shown.map(({ share }) => share));
    const label = (text: string, y: string, dy: number): Unit => ({
      data: { values: [{}] },
      mark: { type: 'text', text, color, fontSize: 10, fontWeight: each.isBroken ? 'bold' : 'normal', dy },
      encoding: { x: { value: { expr: centre } }, y: { value: { expr: y } } },
    });
    const counts = [...new Set(shown.map(({ count }) => formatCount(count)))].join(' · ');
    return [...bars, label(counts, `height - ${height(tallest)}`, -6), label(each.label, 'height', 9)];
  };
  return [
    ...left.flatMap((each, index) => marks(each, place(index, false))),
    ...right.flatMap((each, index) => marks(each, place(index, true))),
  ];
}
