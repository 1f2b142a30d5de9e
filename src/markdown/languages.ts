/** The languages of fenced blocks that are cells: VS Code's identifiers, by the words people write after the fence. */
const LANGUAGES: Readonly<Record<string, string>> = {
  ts: 'typescript',
  typescript: 'typescript',
  js: 'javascript',
  javascript: 'javascript',
  py: 'python',
  python: 'python',
};

/** The word that a new fence begins with. */
const WORDS: Readonly<Record<string, string>> = { typescript: 'ts', javascript: 'js', python: 'python' };

/** The language of a cell by the first word after its fence; undefined where such a block is text. */
export function languageOfFence(word: string): string | undefined {
  const name = word.toLowerCase();
  return Object.hasOwn(LANGUAGES, name) ? LANGUAGES[name] : undefined;
}

/** The word after the fence of a cell in `language`. */
export function fenceWord(language: string): string {
  return Object.hasOwn(WORDS, language) ? WORDS[language]! : language;
}
