import type { Tensor } from '../../engine/index.ts';
import type { Finding, FindingCode, FindingValues, Severity } from '../../protocol/finding.ts';

/** What would make a finding go away, in terms of the call in the code that it is about. */
export type Change =
  /** Leaves out what is given by position from the `from`-th argument on, counted from 0. */
  | { readonly kind: 'removePositional'; readonly from: number }
  /** Gives an option, in place of what it has, by its name in Python; TypeScript spells it in camel case. */
  | { readonly kind: 'setOption'; readonly name: string; readonly value: number | boolean }
  /** Writes `text` wherever the cell says `found`. */
  | { readonly kind: 'replaceText'; readonly found: string; readonly text: string };

/** A place in a cell that is known without looking for it. */
export interface CodePlace {
  readonly executionCount: number;
  /** From 1. */
  readonly line: number;
  /** From 0; absent where the line alone is known. */
  readonly column?: number;
  readonly length?: number;
}

/** A call that is looked for in the cells, in the newest first: a pattern of its name. */
export interface CalledName {
  readonly called: string;
}

/** A finding before its place in the code is known. */
export interface Remark {
  readonly finding: Omit<Finding, 'place' | 'fix'>;
  /** What the finding is about: a place, a call, or a parameter whose module is made somewhere. Default: the layer. */
  readonly about?: CodePlace | CalledName | Tensor | undefined;
  /** The argument, counted from 0, that must be given by position in the code there: else there is nothing to say. */
  readonly positional?: number;
  readonly change?: Change | undefined;
}

/** A finding of `code` with what its text is made of. */
export function remark<Code extends FindingCode>(
  code: Code,
  severity: Severity,
  values: FindingValues[Code],
  more: Omit<Remark, 'finding'> = {},
): Remark {
  return { finding: { code, severity, values }, ...more };
}
