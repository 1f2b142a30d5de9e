/** The colours of a card. Before and after differ in lightness as well as in hue, so that no colour vision is needed. */
export interface Palette {
  readonly foreground: string;
  readonly muted: string;
  readonly grid: string;
  readonly before: string;
  readonly after: string;
  /** In high contrast, shapes are told apart by outline and dash instead of by fill. */
  readonly highContrast: boolean;
  readonly font: string;
}

/** For a page of unknown background: dark enough on white, light enough on black. */
export const NEUTRAL_PALETTE: Palette = {
  foreground: '#6b7280',
  muted: '#7d8590',
  grid: '#80808040',
  before: '#8b97a6',
  after: '#2f81d6',
  highContrast: false,
  font: 'sans-serif',
};
