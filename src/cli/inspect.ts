import path from 'node:path';
import { extremeText, fileFacts, formatBytes, shapeText } from '../charts/tensorFiles/entryText.ts';
import { findingText } from '../charts/tensorFiles/findingText.ts';
import { brokenCount } from '../charts/curves.ts';
import { formatStatistic } from '../charts/format.ts';
import { tensorFileTextsFor } from '../charts/texts/tensorFileTexts.ts';
import type { TensorEntry } from '../protocol/tensorFiles.ts';
import { TensorFiles } from '../tensorFiles/index.ts';
import { EXIT } from './exit.ts';

const TEXTS = tensorFileTextsFor('en');

/** How many columns, from the first on, are texts: these stand at the left. */
const TEXT_COLUMNS = 3;

/** Rows of cells as lines, each column as wide as its widest cell. */
function aligned(rows: readonly (readonly string[])[]): string[] {
  const widths = rows[0]!.map((_, column) => Math.max(...rows.map((row) => row[column]!.length)));
  return rows.map((row) =>
    row
      .map((cell, i) => (i < TEXT_COLUMNS ? cell.padEnd(widths[i]!) : cell.padStart(widths[i]!)))
      .join('  ')
      .trimEnd(),
  );
}

/** What a file says is not for the terminal to obey. */
function printable(text: string): string {
  return text.replace(/\p{Cc}/gu, '\uFFFD');
}

/** The cells of a tensor's row, and the lines below it. */
async function rowOf(files: TensorFiles, entry: TensorEntry, tensor: number): Promise<[string[], string[]]> {
  const { name, dtype, bytes, sharedWith } = entry;
  const title = name === '' ? TEXTS.unnamed : printable(name);
  const cells = [title, shapeText(entry, TEXTS), dtype, formatBytes(bytes)];
  const notes = sharedWith === undefined ? [] : [TEXTS.sharedWith(printable(sharedWith))];
  try {
    const { distribution, findings } = await files.describe({ file: 0, tensor });
    const { mean, std, min, max } = distribution;
    const spread = min === null || max === null ? 0 : max - min;
    const moments = [mean, std].map((value) => formatStatistic(value, spread));
    const extremes = [min, max].map((value) => extremeText(value, dtype));
    return [
      [...cells, ...moments, ...extremes, String(brokenCount(distribution))],
      [...findings.map((finding) => `! ${findingText(finding, TEXTS)}`), ...notes],
    ];
  } catch (error) {
    return [[...cells, '', '', '', '', ''], [`! ${TEXTS.notRead(printable((error as Error).message))}`]];
  }
}

/** Prints the tensors in `file` with their statistics and what stands out. Returns the exit code: see {@link EXIT}. */
export async function inspect(file: string): Promise<number> {
  const files = new TensorFiles();
  try {
    const [opened] = await files.open([{ name: path.basename(file), path: path.resolve(file) }]);
    const { tensors, warnings } = opened!;
    const { name, shape, dtype, size, mean, std, min, max, notFinite } = TEXTS;
    const rows: [string[], string[]][] = [[[name, shape, dtype, size, mean, std, min, max, notFinite], []]];
    for (const [index, entry] of tensors.entries()) rows.push(await rowOf(files, entry, index));
    const lines = aligned(rows.map(([cells]) => cells));
    console.log([fileFacts(opened!, TEXTS).join(' · '), ...warnings.map(printable), ''].join('\n'));
    console.log(rows.map(([, notes], i) => [lines[i], ...notes.map((note) => `  ${note}`)].join('\n')).join('\n'));
    return EXIT.success;
  } catch (error) {
    console.error(printable((error as Error).message));
    return EXIT.unreadable;
  } finally {
    await files.close();
  }
}
