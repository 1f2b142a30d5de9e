/** What a reader has done to a view. */
export interface ViewState {
  readonly filter: string;
  /** The names of the tensors whose details are open. */
  readonly opened: readonly string[];
}

/** What the page shows. */
export interface View {
  readonly root: HTMLElement;
  /** Shows it in the colours of another theme, or in another width. */
  refresh(): void;
  /** What is to be kept when the files are read anew. */
  readonly state: ViewState;
  restore(state: ViewState): void;
  dispose(): void;
}
