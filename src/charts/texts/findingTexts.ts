import type { FindingCode, FindingValues } from '../../protocol/finding.ts';

/** A finding in words. */
export interface FindingText {
  /** In a few words, what it is about. */
  readonly title: string;
  /** What was found, with the numbers that prove it: a sentence or two. */
  readonly message: string;
  /** What to do about it. */
  readonly advice: string;
  /** What its fix does, where there is one: the label of an action. */
  readonly fix?: string;
}

/** The words of all findings in one language. */
export type FindingTexts = { readonly [Code in FindingCode]: (values: FindingValues[Code]) => FindingText };
