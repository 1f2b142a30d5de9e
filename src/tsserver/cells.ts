import type ts from 'typescript';
import type { TypeScriptPluginConfiguration } from '../protocol/typescriptCells.ts';
import { type CellModule, type CellText, Notebook } from './notebook.ts';

const NOTHING: TypeScriptPluginConfiguration = { typesFolder: '', cannotRename: '', notebooks: [] };

/** The cells of all notebooks that the extension has named. */
export class Cells {
  readonly #typescript: typeof ts;
  readonly #textOf: (cell: string) => CellText | undefined;
  /** By what the extension said of each. */
  #notebooks: ReadonlyMap<string, Notebook> = new Map();
  #notebookOf: ReadonlyMap<string, Notebook> = new Map();
  #configuration = NOTHING;

  /** `textOf`: undefined for what is not open in the editor. */
  constructor(typescript: typeof ts, textOf: (cell: string) => CellText | undefined) {
    this.#typescript = typescript;
    this.#textOf = textOf;
  }

  /** Where the declarations of what cells have without importing it lie. */
  get typesFolder(): string {
    return this.#configuration.typesFolder;
  }

  get cannotRename(): string {
    return this.#configuration.cannotRename;
  }

  /** Whether there is anything new in `configuration`: each project of the server is told the same. */
  configure(configuration: TypeScriptPluginConfiguration): boolean {
    if (configuration === this.#configuration) return false;
    this.#configuration = configuration;
    const before = this.#notebooks;
    const notebooks = new Map<string, Notebook>();
    const notebookOf = new Map<string, Notebook>();
    for (const described of configuration.notebooks) {
      const key = JSON.stringify(described);
      const notebook = before.get(key) ?? new Notebook(this.#typescript, this.#textOf, described);
      notebooks.set(key, notebook);
      for (const cell of described.cells) notebookOf.set(cell, notebook);
    }
    this.#notebooks = notebooks;
    this.#notebookOf = notebookOf;
    return true;
  }

  has(file: string): boolean {
    return this.#notebookOf.has(file);
  }

  /** Takes the texts as they are now; the cells that are open. */
  update(): string[] {
    return [...this.#notebooks.values()].flatMap((notebook) => [...notebook.update()]);
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
