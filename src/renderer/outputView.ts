/** What is shown for one output, until it is replaced or removed. */
export interface OutputView {
  /** Shows all of it anew: the theme has changed. */
  refresh(): void;
  /** Draws anew what depends on the output's width, which has changed. */
  resize(): void;
  /** Shows other data in place of what it shows, where it can. Throws where it is not of this kind, as mounting it would. */
  update?(data: unknown): void;
  dispose(): void;
}
