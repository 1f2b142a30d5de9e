import type ts from 'typescript';
import type { TypeScriptPluginConfiguration } from '../protocol/typescriptCells.ts';
import { type CellModule, type CellText, Notebook } from './notebook.ts';

/** The cells of all notebooks that the extension has named. */
export class Cells {
  readonly #typescript: typeof ts;
  readonly #textOf: (cell: string) => CellText | undefined;
  #notebooks: readonly Notebook[] = [];
  #notebookOf: ReadonlyMap<string, Notebook> = new Map();
  #typesFolder = '';

  /** `textOf`: undefined for what is not open in the editor. */
  constructor(typescript: typeof ts, textOf: (cell: string) => CellText | undefined) {
    this.#typescript = typescript;
    this.#textOf = textOf;
  }

  /** Where the declarations of what cells have without importing it lie. */
  get typesFolder(): string {
    return this.#typesFolder;
  }

  configure({ typesFolder, notebooks }: TypeScriptPluginConfiguration): void {
    this.#typesFolder = typesFolder;
    const made = notebooks.map((notebook) => ({
      notebook: new Notebook(this.#typescript, this.#textOf, notebook),
      cells: notebook.cells,
    }));
    this.#notebooks = made.map(({ notebook }) => notebook);
    this.#notebookOf = new Map(made.flatMap(({ notebook, cells }) => cells.map((cell) => [cell, notebook] as const)));
  }

  has(file: string): boolean {
    return this.#notebookOf.has(file);
  }

  /** Takes the texts as they are now; the cells that are open. */
  update(): string[] {
    return this.#notebooks.flatMap((notebook) => [...notebook.update()]);
  }

  /** As of the last update; undefined for what is no open cell of ours. */
  module(cell: string): CellModule | undefined {
    return this.#notebookOf.get(cell)?.module(cell);
  }

  /** Whether a span is the user's own text. */
  holds(cell: string, { start, length }: ts.TextSpan): boolean {
    return start + length <= (this.module(cell)?.end ?? -1);
  }

  /** Where relative imports of `cell` start. */
  folderOf(cell: string): string | undefined {
    return this.#notebookOf.get(cell)?.folder;
  }

  isDeclaredAbove(cell: string, name: string): boolean {
    return this.#notebookOf.get(cell)?.isDeclaredAbove(cell, name) === true;
  }
}
