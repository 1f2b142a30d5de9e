import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { fromMarkdown } from 'mdast-util-from-markdown';
import { createNotebook, type Notebook, parseNotebook } from './notebook.ts';

/** The languages of fenced blocks that are cells, by the names people write. */
const FENCE_LANGUAGES: Readonly<Record<string, string>> = {
  ts: 'typescript',
  typescript: 'typescript',
  js: 'javascript',
  javascript: 'javascript',
  py: 'python',
  python: 'python',
};

const FILE_LANGUAGES: Readonly<Record<string, string>> = {
  '.ts': 'typescript',
  '.mts': 'typescript',
  '.js': 'javascript',
  '.mjs': 'javascript',
  '.py': 'python',
};

function fromMarkdownText(text: string): Notebook {
  const cells: Parameters<typeof createNotebook>[0][number][] = [];
  let textStart = 0;
  const addText = (end: number): void => {
    const source = text.slice(textStart, end).trim();
    if (source !== '') cells.push({ kind: 'markdown', language: 'markdown', source });
  };
  for (const node of fromMarkdown(text).children) {
    const language = node.type === 'code' ? FENCE_LANGUAGES[node.lang?.toLowerCase() ?? ''] : undefined;
    if (node.type !== 'code' || language === undefined || node.position === undefined) continue;
    addText(node.position.start.offset ?? 0);
    cells.push({ kind: 'code', language, source: node.value });
    textStart = node.position.end.offset ?? 0;
  }
  addText(text.length);
  return createNotebook(cells);
}

/** A line that starts a cell in a program, as many editors read it: `# %%`, `// %% [markdown]`. */
const CELL_MARK = /^(?:#|\/\/) %%(?: \[(\w+)\].*| *)$/;

/** Whatever follows the comment sign. */
const COMMENT = /^(?:#|\/\/) ?/gm;

/** The cells of a program; one where no line marks the start of another. */
function fromProgram(text: string, language: string): Notebook {
  const cells: { kind: string; lines: string[] }[] = [{ kind: 'code', lines: [] }];
  for (const line of text.split('\n')) {
    const mark = CELL_MARK.exec(line);
    if (mark === null) cells.at(-1)?.lines.push(line);
    else cells.push({ kind: mark[1] ?? 'code', lines: [] });
  }
  const isOne = cells.length === 1;
  return createNotebook(
    cells
      .map(({ kind, lines }) => ({ kind, source: lines.join('\n') }))
      .filter(({ source }) => isOne || source.trim() !== '')
      .map(({ kind, source }) =>
        kind === 'markdown'
          ? { kind, language: 'markdown', source: source.trim().replace(COMMENT, '') }
          : { kind: 'code', language, source: isOne ? source : source.replace(/^\n+|\s+$/g, '') },
      ),
  );
}

/**
 * The notebook in an `.ipynb` or `.md` file; a program file is a notebook of one cell, or of those that lines such as
 * `# %%` mark. Throws an Error that says why
 * the file cannot be read.
 */
export async function readNotebook(file: string): Promise<Notebook> {
  const text = await readFile(file, 'utf8');
  const extension = path.extname(file).toLowerCase();
  if (extension === '.ipynb') return parseNotebook(text);
  if (extension === '.md') return fromMarkdownText(text);
  const language = FILE_LANGUAGES[extension];
  if (language === undefined) {
    throw new Error(`its name must end in .ipynb, .md or one of ${Object.keys(FILE_LANGUAGES).join(', ')}`);
  }
  return fromProgram(text, language);
}
