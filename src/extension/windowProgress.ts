import * as vscode from 'vscode';

/** Tells in the window's status bar how far a running cell is, from the first word of it until {@link end}. */
export class WindowProgress {
  readonly #title: string;
  #report: ((text: string) => void) | undefined;
  #text = '';
  #end: (() => void) | undefined;

  /** `title`: what is under way. */
  constructor(title: string) {
    this.#title = title;
  }

  /** Shows `text`; nothing where it is empty. */
  show(text: string): void {
    this.#text = text;
    if (text === '') {
      this.end();
      return;
    }
    if (this.#end === undefined) this.#start();
    else this.#report?.(text);
  }

  end(): void {
    this.#end?.();
    this.#end = undefined;
    this.#report = undefined;
  }

  #start(): void {
    const ended = new Promise<void>((resolve) => {
      this.#end = resolve;
    });
    void vscode.window.withProgress({ location: vscode.ProgressLocation.Window, title: this.#title }, (progress) => {
      this.#report = (message) => {
        progress.report({ message });
      };
      this.#report(this.#text);
      return ended;
    });
  }
}
