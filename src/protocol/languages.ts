/** The languages that a cell can be written in, by VS Code's identifiers. */
export const LANGUAGES = ['typescript', 'javascript', 'python'] as const;
export type Language = (typeof LANGUAGES)[number];

export function isLanguage(id: string): id is Language {
  return (LANGUAGES as readonly string[]).includes(id);
}
