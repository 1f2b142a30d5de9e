import type { Binding, Scope } from './scopes.ts';
import type { FunctionRecord } from './moduleIndex.ts';

/** A function of the index. */
export interface IndexedFunction {
  readonly kind: 'function';
  /** The path under which it was found: `torch.relu`, `torch.Tensor.add`. */
  readonly path: string;
  readonly record: FunctionRecord;
  /** Whether its first parameter is what it is called on. */
  readonly isBound: boolean;
  readonly result: Type | undefined;
}

/** What an expression stands for, as far as simple inference can tell. "own" is what the notebook defines. */
export type Type =
  | { readonly kind: 'module'; readonly path: string }
  | { readonly kind: 'class'; readonly name: string }
  | { readonly kind: 'instance'; readonly name: string }
  | IndexedFunction
  | { readonly kind: 'ownFunction'; readonly binding: Binding; readonly scope: Scope; readonly isBound: boolean }
  | { readonly kind: 'ownClass'; readonly binding: Binding; readonly scope: Scope }
  | { readonly kind: 'ownInstance'; readonly scope: Scope; readonly binding: Binding | undefined }
  | { readonly kind: 'tuple'; readonly items: readonly (Type | undefined)[] }
  | { readonly kind: 'list'; readonly item: Type | undefined };

export function instanceOf(name: string): Type {
  return { kind: 'instance', name };
}

/** Splits at commas that are not within brackets. */
function split(text: string): string[] {
  const parts: string[] = [''];
  let depth = 0;
  for (const character of text) {
    if (character === '[') depth++;
    else if (character === ']') depth--;
    if (character === ',' && depth === 0) parts.push('');
    else parts[parts.length - 1] += character;
  }
  return parts.map((part) => part.trim());
}

/** A type of the index; `receiver` is what "=" stands for. */
export function parseType(text: string | undefined, receiver?: Type): Type | undefined {
  if (text === undefined || text === '') return undefined;
  if (text === '=') return receiver;
  if (text === 'None') return instanceOf('builtins.None');
  if (text.startsWith('list[')) return { kind: 'list', item: parseType(text.slice('list['.length, -1)) };
  if (text.startsWith('tuple[')) {
    return { kind: 'tuple', items: split(text.slice('tuple['.length, -1)).map((item) => parseType(item)) };
  }
  return instanceOf(text);
}

function lastPart(path: string): string {
  return path.slice(path.lastIndexOf('.') + 1);
}

/** A type as a hover shows it; undefined where nothing is known. */
export function typeText(type: Type | undefined): string | undefined {
  switch (type?.kind) {
    case undefined:
    case 'function':
    case 'ownFunction':
      return undefined;
    case 'module':
      return undefined;
    case 'class':
      return `type[${lastPart(type.name)}]`;
    case 'instance':
      return lastPart(type.name);
    case 'ownClass':
      return `type[${type.binding.name}]`;
    case 'ownInstance':
      return type.binding?.name;
    case 'tuple':
      return `tuple[${type.items.map((item) => typeText(item) ?? 'Any').join(', ')}]`;
    case 'list':
      return type.item === undefined ? 'list' : `list[${typeText(type.item) ?? 'Any'}]`;
  }
}
