import type { SyntaxNode, SyntaxNodeRef, Tree } from '@lezer/common';
import { parser } from '@lezer/python';
import { bindNames, COMPREHENSIONS } from './bindNames.ts';
import { parseWithin } from './parseWithin.ts';
import { type AttributeUse, type CellScope, type Reference, Scope } from './scopes.ts';
import { mayHaveMagics, withoutMagics } from './source.ts';

/** Cells beyond this are no programs that somebody edits. */
const LONGEST = 300_000;
/** Trees are walked by recursion. */
const DEEPEST = 300;

/** What a Python cell binds and uses. */
export interface PythonCell extends CellScope {
  readonly text: string;
  readonly tree: Tree;
  readonly scope: Scope;
  readonly references: readonly Reference[];
  readonly attributes: readonly AttributeUse[];
  /** Modules whose names it takes over: `from x import *`. */
  readonly starImports: readonly string[];
  /** Modules and members that it imports, by the place of their names. */
  readonly imports: readonly ImportedName[];
  /** Whether it binds names in ways that cannot be seen: it does not parse, or it calls `exec`. */
  readonly isUncertain: boolean;
  /** Whether other cells' names may be bound by it, too. */
  readonly bindsAnything: boolean;
}

export interface ImportedName {
  readonly from: number;
  readonly to: number;
  readonly module: string;
  /** Undefined where the module itself is imported. */
  readonly name: string | undefined;
  readonly isTried: boolean;
}

/** Whether brackets and indentation go deeper than what can be walked. */
function isTooDeep(text: string): boolean {
  let depth = 0;
  for (let i = 0; i < text.length; i++) {
    const character = text.charCodeAt(i);
    // ( [ {
    if (character === 40 || character === 91 || character === 123) {
      if (++depth > DEEPEST) return true;
    } else if ((character === 41 || character === 93 || character === 125) && depth > 0) depth--;
  }
  return false;
}

/** Whether an error is none, but a gap in the grammar that leaves the tree right around it. */
function isGap({ node, from, to }: SyntaxNodeRef): boolean {
  const { parent } = node;
  // `1.`, a `yield` alone, `for a, *b in c` within brackets, `except A, B, C:` without any.
  if (parent?.name === 'MemberExpression') return from === to && parent.firstChild?.name === 'Number';
  if (parent?.name === 'YieldExpression' || parent?.name === 'YieldStatement') return from === to;
  if (COMPREHENSIONS.has(parent?.name ?? '')) return node.firstChild?.name === '*';
  return parent?.name === 'TryStatement' && node.prevSibling !== null && isInClause(node);
}

/** Whether a node stands between `except` and the block after it. */
function isInClause(node: SyntaxNode): boolean {
  for (let before = node.prevSibling; before !== null; before = before.prevSibling) {
    if (before.name === 'except') return true;
    if (before.name === 'Body' || before.name === 'as') return false;
  }
  return false;
}

function hasError(tree: Tree): boolean {
  let found = false;
  tree.iterate({
    enter: (node) => {
      found ||= (node.type.isError && !isGap(node)) || node.name === 'PrintStatement';
      return !found;
    },
  });
  return found;
}

function parse(text: string): Tree | undefined {
  const tree = parseWithin(parser, text);
  if (!mayHaveMagics(text) || tree === undefined || !hasError(tree)) return tree;
  return parseWithin(parser, withoutMagics(text));
}

/** Reads a cell's text. Never throws: what cannot be read binds nothing, and is uncertain. */
export function readCell(text: string): PythonCell {
  const isReadable = text.length <= LONGEST && !isTooDeep(text);
  if (isReadable) {
    try {
      const tree = parse(text);
      if (tree !== undefined) return analyzed(text, tree);
    } catch (error) {
      // Chains of thousands of operators are as deep as they are long.
      if (!(error instanceof RangeError)) throw error;
    }
  }
  const empty = analyzed('', parser.parse(''));
  return { ...empty, text, isUncertain: true, bindsAnything: true };
}

function analyzed(text: string, tree: Tree): PythonCell {
  const scope = new Scope('cell', tree.topNode, undefined, { text });
  const found = bindNames(scope);
  const isBroken = hasError(tree);
  return { text, tree, scope, ...found, isUncertain: isBroken, bindsAnything: found.bindsAnything };
}

/** The innermost node at a place; `side` as for Lezer's `resolveInner`. */
export function nodeAt(cell: PythonCell, position: number, side: -1 | 0 | 1): SyntaxNode {
  return cell.tree.resolveInner(position, side);
}
