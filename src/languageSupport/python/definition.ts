import { nameAt } from './nameAt.ts';
import type { PythonNotebook } from './notebook.ts';
import type { Span } from './scopes.ts';

/** A place in a notebook. */
export interface Place extends Span {
  readonly cell: number;
}

/** Where the notebook binds the name at a place: the binding that counts there. */
export function definitionAt(notebook: PythonNotebook, cellIndex: number, position: number): Place | undefined {
  const binding = nameAt(notebook, cellIndex, position)?.binding;
  if (binding === undefined) return undefined;
  const cell = notebook.indexOf(binding.scope);
  return cell < 0 ? undefined : { cell, from: binding.from, to: binding.to };
}
