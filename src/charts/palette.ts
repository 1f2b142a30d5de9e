/** What a curve stands for. */
export type Series = 'input' | 'normalized' | 'output';

/** The colours of a card. Series differ in lightness as well as in hue, so that no colour vision is needed. */
export interface Palette extends Readonly<Record<Series, string>> {
  readonly foreground: string;
  readonly muted: string;
  readonly grid: string;
  /** For what is not finite. */
  readonly error: string;
  /** For what stands out. */
  readonly warning: string;
  /** In high contrast, shapes are told apart by outline and dash instead of by fill. */
  readonly highContrast: boolean;
  readonly font: string;
}

/** For a page of unknown background: dark enough on white, light enough on black. */
export const NEUTRAL_PALETTE: Palette = {
  foreground: '#6b7280',
  muted: '#7d8590',
  grid: '#80808040',
  input: '#8b97a6',
  normalized: '#b3701d',
  output: '#2f81d6',
  error: '#d4483b',
  warning: '#b3701d',
  highContrast: false,
  font: 'sans-serif',
};

/**
 * The dash that tells a series apart where colours may not; none where it is solid, for browsers take long to paint the
 * many dashes of a solid `[1, 0]`.
 */
export function dashOf(series: Series, { highContrast }: Palette): { readonly strokeDash?: number[] } {
  if (series === 'normalized') return { strokeDash: [4, 3] };
  return series === 'input' && highContrast ? { strokeDash: [6, 3] } : {};
}

/** How opaque the area under a series is. */
export function fillOpacityOf(series: Series, { highContrast }: Palette): number {
  if (series === 'normalized') return 0;
  if (series === 'input') return highContrast ? 0 : 0.45;
  return highContrast ? 0.35 : 0.6;
}
