/** What is shown for one output, until it is replaced or removed. */
export interface OutputView {
  /** Draws again: the theme or the width has changed. */
  refresh(): void;
  dispose(): void;
}
