import { writeFile } from 'node:fs/promises';
import path from 'node:path';
import { Kernel } from '../kernel/kernel.ts';
import { isLanguage, LANGUAGES } from '../protocol/languages.ts';
import { addOutput, type ErrorOutput, isShown, type Output, type ShownOutput } from '../protocol/output.ts';
import { StandardInput } from './ask.ts';
import { cacheFolder } from './cacheFolder.ts';
import { EXIT } from './exit.ts';
import { fileOutputs, ignoredIn, languageOf, type Notebook, sourceOf } from './notebook.ts';
import { OutputPrinter } from './outputPrinter.ts';
import { readNotebook } from './read.ts';

/** A cell that has not stopped in this time is stopped by force. */
const FORCE_MILLISECONDS = 10_000;

export interface RunOptions {
  /** Where to write the executed notebook. */
  readonly output: string | undefined;
  /** Print one JSON document instead of text. */
  readonly json: boolean;
  /** For the whole file; undefined for no limit. */
  readonly timeoutSeconds: number | undefined;
  /** Default: one fewer than the machine's cores. */
  readonly threads: number | undefined;
}

interface CellReport {
  /** Its place in the file, counted from 0. */
  readonly index: number;
  readonly executionCount: number;
  readonly success: boolean;
  readonly outputs: readonly ShownOutput[];
}

function plainError(name: string, message: string): ErrorOutput {
  return { type: 'error', name, message, traceback: `${name}: ${message}` };
}

async function runCells(
  notebook: Notebook,
  folder: string,
  { json, timeoutSeconds, threads }: RunOptions,
): Promise<CellReport[]> {
  const reports: CellReport[] = [];
  let outputs: ShownOutput[] = [];
  const receive = (output: Output): void => {
    if (output.type === 'clear') outputs = [];
    else if (isShown(output)) addOutput(outputs, output);
    if (!json) printer.print(output);
  };
  const printer = new OutputPrinter();
  const input = new StandardInput();
  const kernel = new Kernel(
    { folder, threads, cacheFolder: cacheFolder() },
    (_, output) => {
      receive(output);
    },
    (params) => input.ask(params),
  );
  const ignore = ignoredIn(notebook);
  let timedOut = false;
  const timer =
    timeoutSeconds === undefined
      ? undefined
      : setTimeout(() => {
          timedOut = true;
          void kernel.interrupt();
          setTimeout(() => void kernel.interrupt(), FORCE_MILLISECONDS).unref();
        }, timeoutSeconds * 1000);
  try {
    for (const [index, cell] of notebook.cells.entries()) {
      const code = sourceOf(cell);
      if (cell.cell_type !== 'code' || code.trim() === '') continue;
      outputs = [];
      const executionCount = reports.length + 1;
      const language = languageOf(cell, notebook);
      let success = false;
      if (isLanguage(language)) {
        ({ success } = await kernel.execute({ run: executionCount, executionCount, language, code, ignore }));
      } else {
        receive(plainError('UnsupportedLanguage', `cells in ${language} cannot be run, only ${LANGUAGES.join(', ')}`));
      }
      printer.endCell();
      if (timedOut) receive(plainError('TimeoutError', `the file ran longer than ${timeoutSeconds} s`));
      Object.assign(cell, { execution_count: executionCount, outputs: fileOutputs(outputs) });
      reports.push({ index, executionCount, success, outputs });
      if (!success) break;
    }
  } finally {
    clearTimeout(timer);
    input.close();
    await kernel.dispose();
  }
  return reports;
}

/** Forgets what earlier runs left in the notebook, so that the written one holds this run alone. */
function clearOutputs(notebook: Notebook): void {
  for (const cell of notebook.cells) {
    if (cell.cell_type === 'code') Object.assign(cell, { execution_count: null, outputs: [] });
  }
}

/** Runs the cells of `file` top to bottom, up to the first that fails. Returns the exit code: see {@link EXIT}. */
export async function run(file: string, options: RunOptions): Promise<number> {
  let notebook: Notebook;
  try {
    notebook = await readNotebook(file);
  } catch (error) {
    console.error(`${file} cannot be run: ${error instanceof Error ? error.message : String(error)}`);
    return EXIT.unreadable;
  }
  clearOutputs(notebook);
  const output = options.output === undefined ? undefined : path.resolve(options.output);
  const folder = path.dirname(path.resolve(file));
  process.chdir(folder);
  const reports = await runCells(notebook, folder, options);
  const success = reports.every((report) => report.success);
  if (options.json) console.log(JSON.stringify({ file, success, cells: reports }));
  if (output !== undefined) await writeFile(output, `${JSON.stringify(notebook, undefined, 1)}\n`);
  return success ? EXIT.success : EXIT.failedCell;
}
