import type { Identifier, Node } from 'estree';

/** Acorn's nodes know where they stand in the text. */
export interface Placed {
  readonly start: number;
  readonly end: number;
}

export type PlacedNode = Node & Placed;
export type PlacedIdentifier = Identifier & Placed;

function isNode(value: unknown): value is PlacedNode {
  return typeof value === 'object' && value !== null && typeof (value as { type?: unknown }).type === 'string';
}

function childrenOf(node: PlacedNode): PlacedNode[] {
  return Object.values(node).flatMap((value: unknown) =>
    Array.isArray(value) ? value.filter(isNode) : isNode(value) ? [value] : [],
  );
}

/** Calls `visit` for `root` and every node below it, parents first, with the node's parent. */
export function walk(root: PlacedNode, visit: (node: PlacedNode, parent: PlacedNode | undefined) => void): void {
  const descend = (node: PlacedNode, parent: PlacedNode | undefined): void => {
    visit(node, parent);
    for (const child of childrenOf(node)) descend(child, node);
  };
  descend(root, undefined);
}
