/** What is shown for one output, until it is replaced or removed. */
export interface OutputView {
  /** Shows all of it anew: the theme has changed. */
  refresh(): void;
  /** Draws anew what depends on the output's width, which has changed. */
  resize(): void;
  dispose(): void;
}
