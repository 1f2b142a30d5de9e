import type { SyntaxNode } from '@lezer/common';
import type { Origin, Span } from './scopes.ts';
import { childrenOf, listed } from './syntax.ts';

/** A module, or a member of one, as an import names it. */
export interface NamedImport extends Span {
  readonly module: string;
  /** Undefined where the module itself is imported. */
  readonly name: string | undefined;
}

/** What an import names and binds. */
export interface ReadImport {
  readonly named: readonly NamedImport[];
  readonly bound: readonly { readonly node: SyntaxNode; readonly origin: Origin }[];
  /** The module whose names are all taken over. */
  readonly star: string | undefined;
}

/** Reads an `ImportStatement`; `text` gives the text of a node. */
export function readImport(statement: SyntaxNode, text: (node: SyntaxNode) => string): ReadImport {
  const children = childrenOf(statement).filter(({ name }) => name !== '(' && name !== ')');
  const at = children.findIndex(({ name }) => name === 'import');
  if (children[0]?.name !== 'from') return readModules(children.slice(at + 1), text);
  const source = children.slice(1, at < 0 ? undefined : at);
  const isRelative = source[0]?.name === '.';
  const module = isRelative ? '' : source.map(text).join('');
  const { named, ...members } = readMembers(at < 0 ? [] : children.slice(at + 1), module, text);
  return { ...members, named: [...namedImport(source, module, undefined), ...named] };
}

/** `member, member as name, *` */
function readMembers(nodes: readonly SyntaxNode[], module: string, text: (node: SyntaxNode) => string): ReadImport {
  const parts = listed(nodes);
  const members = parts.filter(([member]) => member?.name === 'VariableName');
  return {
    named: members.flatMap(([member]) => namedImport([member!], module, text(member!))),
    bound: members.map(([member, , alias]) => ({
      node: alias?.name === 'VariableName' ? alias : member!,
      origin: { kind: 'member', module, name: text(member!) },
    })),
    star: parts.some(([member]) => member?.name === '*') ? module : undefined,
  };
}

/** `module, module.below as name` */
function readModules(nodes: readonly SyntaxNode[], text: (node: SyntaxNode) => string): ReadImport {
  const parts = listed(nodes)
    .filter(([first]) => first?.name === 'VariableName')
    .map((part) => {
      const as = part.findIndex(({ name }) => name === 'as');
      const path = as < 0 ? part : part.slice(0, as);
      return { path, module: path.map(text).join(''), isAliased: as >= 0, alias: as < 0 ? undefined : part[as + 1] };
    });
  return {
    named: parts.flatMap(({ path, module }) => namedImport(path, module, undefined)),
    bound: parts.flatMap(({ path: [first], module, isAliased, alias }) => {
      if (!isAliased) return [{ node: first!, origin: { kind: 'module', path: text(first!) } as const }];
      return alias?.name === 'VariableName' ? [{ node: alias, origin: { kind: 'module', path: module } as const }] : [];
    }),
    star: undefined,
  };
}

function namedImport(nodes: readonly SyntaxNode[], module: string, name: string | undefined): NamedImport[] {
  if (nodes.length === 0 || module === '' || module.endsWith('.')) return [];
  return [{ from: nodes[0]!.from, to: nodes.at(-1)!.to, module, name }];
}
