import { english } from './english.ts';
import { simplifiedChinese } from './simplifiedChinese.ts';

/** A text in any language: the same parameters, another string. */
export type Translated<Text> = Text extends string
  ? string
  : Text extends (...parameters: infer Parameters) => string
    ? (...parameters: Parameters) => string
    : { readonly [Key in keyof Text]: Translated<Text[Key]> };

/** Every text of a card. */
export type Texts = Translated<typeof english>;

/** The texts for a language tag such as `zh-CN`: simplified Chinese for any Chinese, else English. */
export function textsFor(language: string): Texts {
  return /^zh\b/i.test(language) ? simplifiedChinese : english;
}
