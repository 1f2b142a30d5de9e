import { languageFacts } from './languages.ts';
import type { Cell, Notebook } from './notebook.ts';
import { withoutMagics } from './pythonMagics.ts';

export interface ScriptExport {
  readonly text: string;
  /** What its file's name ends in, for example `.py`. */
  readonly ending: string;
  /** Its language, for people. */
  readonly title: string;
}

/** TypeScript contains JavaScript: a script in one holds cells in the other. */
function canHold(script: string, cell: string): boolean {
  return script === cell || (script === 'typescript' && cell === 'javascript');
}

/** The language that most code cells are in; of several the first. */
function scriptLanguage({ cells, language }: Notebook): string {
  const counts = new Map<string, number>();
  for (const cell of cells) {
    if (cell.kind === 'code') counts.set(cell.language, (counts.get(cell.language) ?? 0) + 1);
  }
  const javascript = counts.get('javascript');
  const typescript = counts.get('typescript');
  if (javascript !== undefined && typescript !== undefined) {
    counts.set('typescript', typescript + javascript);
    counts.delete('javascript');
  }
  const [most] = [...counts].sort(([, a], [, b]) => b - a);
  return most?.[0] ?? language;
}

function commented(source: string, comment: string): string {
  return source
    .split('\n')
    .map((line) => `${comment} ${line}`.trimEnd())
    .join('\n');
}

/** A cell under a line that marks its start, as editors read it. */
function cellText(cell: Cell, language: string): string {
  const { comment, title } = languageFacts(language);
  if (cell.kind !== 'code') return `${comment} %% [${cell.kind}]\n${commented(cell.source, comment)}`;
  if (canHold(language, cell.language)) {
    const code = language === 'python' ? withoutMagics(cell.source) : cell.source;
    return `${comment} %%\n${code}`;
  }
  const heading = `${languageFacts(cell.language).title} cell, as a comment in this ${title} script`;
  return `${comment} %% [${cell.language}] ${heading}\n${commented(cell.source, comment)}`;
}

/**
 * The notebook as one program, in the language that most cells are in; cells in others, and text, become comments.
 * Lines `// %%` or `# %%` separate the cells.
 */
export function exportScript(notebook: Notebook): ScriptExport {
  const language = scriptLanguage(notebook);
  const cells = notebook.cells
    .filter((cell) => cell.source.trim() !== '')
    .map((cell) => cellText(cell, language).trimEnd());
  const { ending, title } = languageFacts(language);
  return { text: `${cells.join('\n\n')}\n`, ending, title };
}
