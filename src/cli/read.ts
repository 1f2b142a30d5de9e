import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { parseMarkdown } from '../markdown/index.ts';
import { createNotebook, type Notebook, parseNotebook } from './notebook.ts';

const FILE_LANGUAGES: Readonly<Record<string, string>> = {
  '.ts': 'typescript',
  '.mts': 'typescript',
  '.js': 'javascript',
  '.mjs': 'javascript',
  '.py': 'python',
};

function fromMarkdownText(text: string): Notebook {
  const cells = parseMarkdown(text).cells.map(({ kind, language, source }) =>
    kind === 'frontMatter' ? ({ kind: 'raw', language, source } as const) : { kind, language, source },
  );
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
