import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { type IndexData, ModuleIndex, PythonNotebook } from '../../../src/languageSupport/python/index.ts';

export const DIST = fileURLToPath(new URL('../../../dist/', import.meta.url));

export const indexData = JSON.parse(readFileSync(`${DIST}pythonIndex.json`, 'utf8')) as IndexData;
export const index = new ModuleIndex(indexData);

/** Marks the place that a test asks about. */
const MARK = '‸';

/** A notebook of Python cells (or of `[language, text]`), and the place of the mark in it. */
export function marked(...cells: (string | readonly [language: string, text: string])[]): {
  notebook: PythonNotebook;
  cell: number;
  position: number;
} {
  const texts = cells.map((cell) => {
    const [language, text] = typeof cell === 'string' ? ['python', cell] : cell;
    return { language: language, text: text };
  });
  const cell = Math.max(
    texts.findIndex(({ text }) => text.includes(MARK)),
    0,
  );
  const position = texts[cell]!.text.indexOf(MARK);
  const notebook = new PythonNotebook(index);
  notebook.update(texts.map(({ language, text }) => ({ language, text: text.replace(MARK, '') })));
  return { notebook, cell, position };
}
