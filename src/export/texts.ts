/** The languages of an exported page's own texts. */
export const TEXT_LANGUAGES = ['en', 'zh-cn'] as const;
export type TextLanguage = (typeof TEXT_LANGUAGES)[number];

export interface Texts {
  /** `{name}` is the notebook's. */
  readonly exportedFrom: string;
  readonly executionCount: string;
  readonly input: string;
  readonly output: string;
  readonly errorOutput: string;
}

const TEXTS: Readonly<Record<TextLanguage, Texts>> = {
  en: {
    exportedFrom: '{name} · exported by Normscope',
    executionCount: 'Cell {count}',
    input: 'Code ({language})',
    output: 'Output',
    errorOutput: 'Error',
  },
  'zh-cn': {
    exportedFrom: '{name} · 由 Normscope 导出',
    executionCount: '单元格 {count}',
    input: '代码（{language}）',
    output: '输出',
    errorOutput: '错误',
  },
};

export function textsIn(language: TextLanguage): Texts {
  return TEXTS[language];
}

/** Puts `values` in the places that `{their names}` mark. */
export function fill(text: string, values: Readonly<Record<string, string | number>>): string {
  return text.replace(/\{(\w+)\}/g, (place, name: string) => String(values[name] ?? place));
}

/** The texts' language for a reader whose language is `locale`, for example `zh-TW` or `de`. */
export function textLanguage(locale: string): TextLanguage {
  return /^zh\b/i.test(locale) ? 'zh-cn' : 'en';
}
