import type { SyntaxNode } from '@lezer/common';

export function childrenOf(node: SyntaxNode): SyntaxNode[] {
  const children: SyntaxNode[] = [];
  for (let child = node.firstChild; child !== null; child = child.nextSibling) children.push(child);
  return children;
}

export function childNamed(node: SyntaxNode, name: string): SyntaxNode | undefined {
  return node.getChild(name) ?? undefined;
}

/** Whether a node is punctuation or a keyword: what Lezer names by its text. */
export function isToken(node: SyntaxNode): boolean {
  return !/^[A-Z]/.test(node.name);
}

/** The nodes between commas. */
export function listed(nodes: readonly SyntaxNode[]): SyntaxNode[][] {
  const parts: SyntaxNode[][] = [[]];
  for (const node of nodes) {
    if (node.name === ',') parts.push([]);
    else parts.at(-1)!.push(node);
  }
  return parts.filter((part) => part.length > 0);
}

/** An argument of a call: `value`, `name=value`, `*value`, `**value`. */
export interface Argument {
  readonly name: SyntaxNode | undefined;
  readonly value: SyntaxNode | undefined;
  readonly isSpread: boolean;
  readonly from: number;
  readonly to: number;
}

/** The arguments in an `ArgList`. */
export function argumentsOf(list: SyntaxNode): Argument[] {
  const within = childrenOf(list).filter(({ name }) => name !== '(' && name !== ')');
  return listed(within).map((part) => {
    const isNamed = part[1]?.name === 'AssignOp';
    const isSpread = part[0]!.name === '*' || part[0]!.name === '**';
    const value = part[isNamed ? 2 : isSpread ? 1 : 0];
    const from = part[0]!.from;
    const to = part.at(-1)!.to;
    return { name: isNamed ? part[0] : undefined, value, isSpread, from, to };
  });
}

/** A parameter of a `def` or `lambda`. */
export interface Parameter {
  readonly name: SyntaxNode | undefined;
  readonly star: '' | '*' | '**';
  readonly annotation: SyntaxNode | undefined;
  readonly value: SyntaxNode | undefined;
  readonly from: number;
  readonly to: number;
}

/** The parameters in a `ParamList`. */
export function parametersOf(list: SyntaxNode): Parameter[] {
  const within = childrenOf(list).filter(({ name }) => name !== '(' && name !== ')');
  return listed(within).map((part) => {
    const first = part[0]!.name;
    const assign = part.findIndex(({ name }) => name === 'AssignOp');
    return {
      name: part.find(({ name }) => name === 'VariableName'),
      star: first === '*' || first === '**' ? first : '',
      annotation: part.find(({ name }) => name === 'TypeDef'),
      value: assign < 0 ? undefined : part[assign + 1],
      from: part[0]!.from,
      to: part.at(-1)!.to,
    };
  });
}
