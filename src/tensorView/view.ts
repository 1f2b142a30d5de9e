/** What the page shows. */
export interface View {
  readonly root: HTMLElement;
  /** Shows it in the colours of another theme, or in another width. */
  refresh(): void;
  dispose(): void;
}
