import { type PythonCell, readCell } from './cell.ts';
import { Inference } from './inference.ts';
import type { ModuleIndex } from './moduleIndex.ts';
import { declaredNames } from './otherCells.ts';
import { identifiersIn } from './source.ts';
import { type Binding, type Scope, visibleBindings } from './scopes.ts';

/** A code cell of a notebook, in any language. */
export interface CellText {
  readonly language: string;
  readonly text: string;
}

interface KnownNames {
  readonly names: ReadonlySet<string> | undefined;
}

/** What modules have without binding it, and what IPython and its kernels give. */
const ALWAYS_THERE = new Set([
  ...['__name__', '__doc__', '__file__', '__builtins__', '__annotations__', '__class__', '__spec__', '__loader__'],
  ...['__package__', '__debug__', '__qualname__', '__module__', '__dict__', '__path__'],
  ...['display', 'get_ipython', 'In', 'Out', 'exit', 'quit', 'reveal_type', 'WindowsError'],
]);

/**
 * The cells of a notebook, whose names are one: a cell is read again only when its text changes, so that an edit costs
 * what its own cell costs.
 */
export class PythonNotebook {
  readonly index: ModuleIndex;
  readonly inference: Inference;
  #cells: readonly CellText[] = [];
  #read = new Map<string, PythonCell>();
  #declared = new Map<string, ReadonlySet<string>>();
  #otherNames: ReadonlySet<string> = new Set();
  #known: KnownNames | undefined;
  #python: readonly (PythonCell | undefined)[] = [];

  constructor(index: ModuleIndex) {
    this.index = index;
    this.inference = new Inference(index, (scope, name) => this.#bindings(scope, name));
  }

  /** Takes over the cells as they are now. */
  update(cells: readonly CellText[]): void {
    const read = new Map<string, PythonCell>();
    const declared = new Map<string, ReadonlySet<string>>();
    this.#python = cells.map(({ language, text }) => {
      if (language !== 'python') {
        const key = `${language}\n${text}`;
        declared.set(key, this.#declared.get(key) ?? declaredNames(text, language));
        return undefined;
      }
      // Cells alike in their text are one, but for the place where they stand.
      const cell = read.get(text) ?? this.#read.get(text) ?? readCell(text);
      read.set(text, cell);
      return cell;
    });
    this.#cells = cells;
    this.#known = undefined;
    this.#otherNames = new Set([...declared.values()].flatMap((names) => [...names]));
    this.#read = read;
    this.#declared = declared;
  }

  /** The Python cell at a place in the notebook. */
  cell(index: number): PythonCell | undefined {
    return this.#python[index];
  }

  get pythonCells(): readonly PythonCell[] {
    return this.#python.filter((cell) => cell !== undefined);
  }

  /** The place of the cell that a scope is in. */
  indexOf(scope: Scope): number {
    return this.#python.findIndex((cell) => cell?.scope === scope.root);
  }

  /** The names that cells of other languages declare. */
  get otherLanguagesNames(): ReadonlySet<string> {
    return this.#otherNames;
  }

  /** The names at the top of all Python cells. */
  *topLevelBindings(): Generator<readonly [name: string, bindings: readonly Binding[]]> {
    for (const cell of this.pythonCells) yield* cell.scope.bindings;
  }

  /** What `from module import *` brings, of modules that are known. */
  starNames(): { readonly names: readonly (readonly [name: string, module: string])[]; readonly isComplete: boolean } {
    const modules = new Set(this.pythonCells.flatMap(({ starImports }) => starImports));
    const isComplete = [...modules].every((module) => this.index.module(module) !== undefined);
    const names = [...modules].flatMap((module) =>
      this.index.moduleNames(module).map((name) => [name, module] as const),
    );
    return { names, isComplete };
  }

  /**
   * Tells which names are bound somewhere, or may be; undefined where any name may be, because code binds names that are
   * not written down.
   */
  get knownNames(): ReadonlySet<string> | undefined {
    return (this.#known ??= { names: this.#findKnownNames() }).names;
  }

  #findKnownNames(): ReadonlySet<string> | undefined {
    const star = this.starNames();
    if (!star.isComplete || this.pythonCells.some(({ bindsAnything }) => bindsAnything)) return undefined;
    const known = new Set([...ALWAYS_THERE, ...this.index.builtins, ...this.otherLanguagesNames]);
    for (const [name] of star.names) known.add(name);
    for (const [name] of this.topLevelBindings()) known.add(name);
    // What is wrong in a cell may be a binding that was not understood.
    for (const { isUncertain, text } of this.pythonCells) {
      if (isUncertain) for (const name of identifiersIn(text)) known.add(name);
    }
    for (const { language, text } of this.#cells) {
      const isUnknown = language !== 'python' && language !== 'typescript' && language !== 'javascript';
      if (isUnknown) for (const name of identifiersIn(text)) known.add(name);
    }
    return known;
  }

  /** Of the notebook's cells, those above a place win over those below it. */
  #bindings(scope: Scope, name: string): readonly Binding[] | undefined {
    const own = visibleBindings(scope, name);
    if (own !== undefined) return own;
    const here = this.indexOf(scope);
    for (let i = here - 1; i >= 0; i--) {
      const found = this.#python[i]?.scope.bindings.get(name);
      if (found !== undefined) return found;
    }
    for (let i = here + 1; i < this.#python.length; i++) {
      const found = this.#python[i]?.scope.bindings.get(name);
      if (found !== undefined) return found;
    }
    const star = this.pythonCells
      .flatMap(({ starImports }) => starImports)
      .find((module) => this.index.moduleMember(module, name) !== undefined);
    if (star === undefined) return undefined;
    const origin = { kind: 'member', module: star, name } as const;
    return [{ name, from: 0, to: 0, origin, scope: scope.root, isParameter: false }];
  }
}
