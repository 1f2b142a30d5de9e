/** What silences a finding where it stands, to be put at the end of its line. */
export function ignoreComment(code: string, language: string): string {
  return `${language === 'python' ? '  #' : ' //'} normscope: ignore ${code}`;
}
