import { tensorFilesEnglish } from './tensorFilesEnglish.ts';
import { tensorFilesSimplifiedChinese } from './tensorFilesSimplifiedChinese.ts';
import type { Translated } from './texts.ts';

/** Every text about files of tensors. */
export type TensorFileTexts = Translated<typeof tensorFilesEnglish>;

/** The texts for a language tag such as `zh-CN`: simplified Chinese for any Chinese, else English. */
export function tensorFileTextsFor(language: string): TensorFileTexts {
  return /^zh\b/i.test(language) ? tensorFilesSimplifiedChinese : tensorFilesEnglish;
}
