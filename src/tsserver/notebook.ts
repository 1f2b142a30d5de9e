import type ts from 'typescript';
import type { NotebookCells } from '../protocol/typescriptCells.ts';
import { closersOf } from './closers.ts';
import { type DeclaredName, type DeclaredNames, declaredNames } from './declaredNames.ts';

/** A cell's text as the editor has it. */
export interface CellText {
  readonly text: string;
  readonly kind: ts.ScriptKind;
}

/** A cell as the module that it is checked as. */
export interface CellModule extends DeclaredNames {
  readonly version: string;
  readonly kind: ts.ScriptKind;
  readonly snapshot: ts.IScriptSnapshot;
  /** Where the cell ends and what was added begins. */
  readonly end: number;
  /** The names that it has from other cells. */
  readonly origins: ReadonlyMap<string, DeclaredName>;
}

/** What a cell's text alone says. */
interface ParsedCell extends DeclaredNames {
  readonly source: CellText;
  readonly closers: string;
}

/** No two modules have the same version. */
let versions = 0;

/**
 * The cells of a notebook as modules: after its text, where nothing of it moves, each imports the names of the others and
 * exports its own. A name is that of the nearest cell above that declares it, else of the nearest one below, and may be
 * declared again.
 */
export class Notebook {
  readonly #typescript: typeof ts;
  readonly #textOf: (cell: string) => CellText | undefined;
  readonly #modules = new Map<string, CellModule>();
  #parsed: ReadonlyMap<string, ParsedCell> = new Map();
  readonly folder: string;
  readonly #cells: readonly string[];
  readonly #namesFromOthers: readonly string[];

  /** `textOf`: undefined for what is not open in the editor. */
  constructor(
    typescript: typeof ts,
    textOf: (cell: string) => CellText | undefined,
    { folder, cells, namesFromOthers }: NotebookCells,
  ) {
    this.#typescript = typescript;
    this.#textOf = textOf;
    this.folder = folder;
    this.#cells = cells;
    this.#namesFromOthers = namesFromOthers;
  }

  module(cell: string): CellModule | undefined {
    return this.#modules.get(cell);
  }

  /** Whether a cell above `cell` declares `name`. */
  isDeclaredAbove(cell: string, name: string): boolean {
    return this.#cells.slice(0, this.#cells.indexOf(cell)).some((other) => this.#parsed.get(other)?.names.has(name));
  }

  /** Takes the texts as they are now; the cells that are open. */
  update(): IterableIterator<string> {
    const parsed = new Map<string, ParsedCell>();
    for (const cell of this.#cells) {
      const source = this.#textOf(cell);
      if (source !== undefined) parsed.set(cell, this.#parse(cell, source));
    }
    const isAsBefore =
      parsed.size === this.#parsed.size && [...parsed].every(([cell, now]) => this.#parsed.get(cell) === now);
    if (!isAsBefore) {
      this.#parsed = parsed;
      for (const cell of this.#modules.keys()) if (!parsed.has(cell)) this.#modules.delete(cell);
      for (const [cell, now] of parsed) this.#makeModule(cell, now);
    }
    return parsed.keys();
  }

  #parse(cell: string, source: CellText): ParsedCell {
    const known = this.#parsed.get(cell);
    if (known?.source.text === source.text && known.source.kind === source.kind) return known;
    const { createSourceFile, ScriptTarget } = this.#typescript;
    const parse = (text: string): ts.SourceFile =>
      createSourceFile(cell, text, ScriptTarget.ESNext, false, source.kind);
    const closers = closersOf(parse, source.text);
    return { source, closers, ...declaredNames(this.#typescript, parse(source.text)) };
  }

  #makeModule(cell: string, { source, closers, names, exported }: ParsedCell): void {
    const [cellsByName, origins] = this.#namesFrom(cell, names);
    const unknown = this.#namesFromOthers.filter((name) => !names.has(name) && !origins.has(name));
    const additions = [
      ...[...cellsByName].map(([other, named]) => `import { ${named.join(', ')} } from ${JSON.stringify(other)};`),
      `export { ${[...names.keys()].filter((name) => !exported.has(name)).join(', ')} };`,
      // Each in a line of its own, for among them may be words that are no names here.
      ...unknown.map((name) => `var ${name};`),
    ];
    const text = `${source.text}${closers}\n${additions.join('\n')}\n`;
    const before = this.#modules.get(cell);
    const isSame = before?.kind === source.kind && textOf(before.snapshot) === text;
    const { version, snapshot } = isSame
      ? before
      : { version: String(++versions), snapshot: this.#typescript.ScriptSnapshot.fromString(text) };
    const end = source.text.length;
    this.#modules.set(cell, { version, kind: source.kind, snapshot, end, names, exported, origins });
  }

  /** The names that `cell`, which declares `own`, has from others, and from which. */
  #namesFrom(
    cell: string,
    own: DeclaredNames['names'],
  ): readonly [ReadonlyMap<string, readonly string[]>, ReadonlyMap<string, DeclaredName>] {
    const origins = new Map<string, DeclaredName>();
    const cellsByName = new Map<string, string[]>();
    const cells = [...this.#parsed.keys()];
    const index = cells.indexOf(cell);
    for (const other of [...cells.slice(0, index).reverse(), ...cells.slice(index + 1)]) {
      const found = [...(this.#parsed.get(other)?.names ?? [])].filter(
        ([name]) => !own.has(name) && !origins.has(name),
      );
      for (const [name, declared] of found) origins.set(name, declared);
      if (found.length > 0)
        cellsByName.set(
          other,
          found.map(([name]) => name),
        );
    }
    return [cellsByName, origins];
  }
}

function textOf(snapshot: ts.IScriptSnapshot): string {
  return snapshot.getText(0, snapshot.getLength());
}
