import path from 'node:path';
import { pathToFileURL } from 'node:url';
import vm from 'node:vm';
import type { Language } from '../../../protocol/languages.ts';
import { nn, type NormalizationCall } from '../../../engine/index.ts';
import { type CallNames, type Cell, type CellLanguage, isInputOf } from '../language.ts';
import { isShared, type NameSpace, type Shared } from '../sharedNames.ts';
import { compileCell } from './compile.ts';
import { createImport } from './imports.ts';
import { type InterruptibleAwait, PendingAwaits } from './interruptibleAwait.ts';
import { NotebookScope } from './scope.ts';
import { suggestion } from './suggestion.ts';
import { TypeScriptVariables } from './variables.ts';

type CellFunction = (
  scope: Record<string, unknown>,
  importModule: (specifier: string) => Promise<unknown>,
  interruptibleAwait: InterruptibleAwait,
  meta: { readonly url: string; readonly dirname: string },
) => Promise<{ readonly value: unknown } | undefined>;

/** Runs TypeScript and JavaScript cells, which share their names. */
export class TypeScriptLanguage implements NameSpace {
  readonly variables: TypeScriptVariables;
  readonly #scope: NotebookScope;
  readonly #awaits = new PendingAwaits();
  readonly #import: (specifier: string) => Promise<unknown>;
  readonly #meta: { readonly url: string; readonly dirname: string };

  /** `folder`: where relative imports start. `provided`: the names that cells have without importing them. */
  constructor(folder: string, provided: Readonly<Record<string, unknown>>) {
    this.#scope = new NotebookScope(provided);
    this.variables = new TypeScriptVariables(this.#scope.names);
    this.#import = createImport(folder);
    this.#meta = { url: pathToFileURL(path.join(folder, 'notebook.ts')).href, dirname: folder };
  }

  /** The face of this language for cells in `language`. */
  cells(language: Language): CellLanguage {
    return {
      endsItself: false,
      run: (cell) => this.#run(cell, language),
      interrupt: (reason) => {
        this.#awaits.rejectAll(reason);
      },
      namesOf: (call) => this.#namesOf(call),
    };
  }

  /** What was meant, where an error says that a name is not there. */
  suggestion(message: string): string | undefined {
    return suggestion(message, this.#scope.names);
  }

  exported(): ReadonlyMap<string, Shared> {
    const bound = Object.entries(this.#scope.names);
    return new Map(bound.filter((entry): entry is [string, Shared] => isShared(entry[1])));
  }

  bind(name: string, value: Shared): void {
    this.#scope.names[name] = value;
    this.#scope.declare(name, false);
  }

  #namesOf(call: NormalizationCall): CallNames {
    const bound = Object.entries(this.#scope.names);
    return {
      layer: bound.map(([name, value]) => expressionOf(name, value, call.source)).find((found) => found !== undefined),
      input: bound.find(([, value]) => isInputOf(call, value))?.[0],
    };
  }

  async #run({ code, executionCount }: Cell, language: Language): Promise<unknown> {
    const source = compileCell(code, language, this.#scope);
    const cell = new vm.Script(source, { filename: cellName(executionCount) }).runInThisContext() as CellFunction;
    const result = await cell(this.#scope.names, this.#import, this.#awaits.await, this.#meta);
    return result?.value;
  }
}

/** How `layer` is reached from a value that is called `name`, if it is that or a module within it. */
function expressionOf(name: string, value: unknown, layer: unknown): string | undefined {
  if (value === layer) return name;
  if (!(value instanceof nn.Module)) return undefined;
  const fields = Object.entries(value);
  const found = value.children().map((child, index) => {
    const field = fields.find(([, held]) => held === child)?.[0];
    return expressionOf(field === undefined ? `${name}.children()[${index}]` : `${name}.${field}`, child, layer);
  });
  return found.find((expression) => expression !== undefined);
}

/** What a cell is called in stack traces. */
export function cellName(executionCount: number): string {
  return `Cell In[${executionCount}]`;
}
