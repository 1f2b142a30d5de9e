import { mkdir, readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import {
  exportHtml,
  exportMarkdown,
  exportScript,
  fromNotebookFile,
  type Notebook,
  readPictures,
  type TextLanguage,
} from '../export/index.ts';
import { EXIT } from './exit.ts';
import { readNotebook } from './read.ts';

export { TEXT_LANGUAGES } from '../export/index.ts';

export const EXPORT_FORMATS = ['html', 'markdown', 'script'] as const;
export type ExportFormat = (typeof EXPORT_FORMATS)[number];

export interface ExportOptions {
  readonly format: ExportFormat;
  /** Where to write; default: beside the notebook, with the format's ending. */
  readonly output: string | undefined;
  /** The language of a page's own texts. */
  readonly lang: TextLanguage;
}

interface ExportedFile {
  readonly file: string;
  readonly content: string | Uint8Array;
}

/** What the build has put beside this program. */
function builtFile(name: string): Promise<string> {
  return readFile(new URL(name, import.meta.url), 'utf8');
}

/** The files that the export makes, the main one first. */
async function exportFiles(notebook: Notebook, folder: string, options: ExportOptions): Promise<ExportedFile[]> {
  const fileWith = (ending: string): string =>
    path.resolve(options.output ?? path.join(folder, notebook.name + ending));
  switch (options.format) {
    case 'html': {
      const [script, style] = await Promise.all([builtFile('page.js'), builtFile('page.css')]);
      const pictures = await readPictures(notebook, (file) => readFile(path.join(folder, file)));
      const page = await exportHtml(notebook, { script, style, pictures, lang: options.lang });
      return [{ file: fileWith('.html'), content: page }];
    }
    case 'markdown': {
      const file = fileWith('.md');
      const { text, files } = exportMarkdown(notebook, path.parse(file).name);
      const pictures = [...files].map(([name, content]) => ({ file: path.join(path.dirname(file), name), content }));
      return [{ file, content: text }, ...pictures];
    }
    case 'script': {
      const { text, ending } = exportScript(notebook);
      return [{ file: fileWith(ending), content: text }];
    }
  }
}

/** Writes the notebook in `file` in another format and prints where. Returns the exit code: see {@link EXIT}. */
export async function exportFile(file: string, options: ExportOptions): Promise<number> {
  let notebook: Notebook;
  try {
    notebook = fromNotebookFile(await readNotebook(file), path.parse(file).name);
  } catch (error) {
    console.error(`${file} cannot be exported: ${error instanceof Error ? error.message : String(error)}`);
    return EXIT.unreadable;
  }
  const files = await exportFiles(notebook, path.dirname(file), options);
  const [main] = files;
  if (main?.file === path.resolve(file)) {
    console.error(`${file} would be overwritten by its export: name another file with --output`);
    return EXIT.unreadable;
  }
  for (const exported of files) {
    await mkdir(path.dirname(exported.file), { recursive: true });
    await writeFile(exported.file, exported.content);
  }
  console.log(path.relative('', main?.file ?? ''));
  return EXIT.success;
}
