import * as v from 'valibot';
import type { MimeBundle } from '../protocol/mime.ts';
import type { ShownOutput } from '../protocol/output.ts';

const text = v.union([v.string(), v.array(v.string())]);

const cellSchema = v.looseObject({
  cell_type: v.string(),
  source: text,
  metadata: v.optional(v.looseObject({ vscode: v.optional(v.looseObject({ languageId: v.optional(v.string()) })) })),
});

/** What has to be known of a notebook file, format 4; everything else in it is kept as it is. */
const notebookSchema = v.looseObject({
  nbformat: v.pipe(v.number(), v.minValue(4)),
  cells: v.array(cellSchema),
  metadata: v.optional(
    v.looseObject({
      kernelspec: v.optional(v.looseObject({ language: v.optional(v.string()) })),
      language_info: v.optional(v.looseObject({ name: v.optional(v.string()) })),
      normscope: v.optional(v.unknown()),
    }),
  ),
});

export type Notebook = v.InferOutput<typeof notebookSchema>;
export type NotebookCell = v.InferOutput<typeof cellSchema>;
export type FileOutput = Record<string, unknown>;

/**
 * The notebook in the text of an `.ipynb` file, with its keys in their order: what is written again differs only where it
 * was changed. Throws an Error that names what is wrong with it.
 */
export function parseNotebook(json: string): Notebook {
  const file: unknown = JSON.parse(json);
  const result = v.safeParse(notebookSchema, file);
  if (result.success) return file as Notebook;
  const [issue] = result.issues;
  throw new Error(`not a Jupyter notebook (format 4): ${v.getDotPath(issue) ?? 'the file'}: ${issue.message}`);
}

const ignoring = v.object({ ignore: v.array(v.string()) });

/** The codes of findings that a notebook does not want to see; none where a person has written something else there. */
export function ignoredIn({ metadata }: Notebook): readonly string[] {
  const result = v.safeParse(ignoring, metadata?.normscope);
  return result.success ? result.output.ignore : [];
}

export function sourceOf(cell: NotebookCell): string {
  return typeof cell.source === 'string' ? cell.source : cell.source.join('');
}

/** The language of a cell: its own, else the notebook's. */
export function languageOf(cell: NotebookCell, notebook: Notebook): string {
  return (
    cell.metadata?.vscode?.languageId ??
    notebook.metadata?.language_info?.name ??
    notebook.metadata?.kernelspec?.language ??
    'typescript'
  );
}

/** A notebook of code cells and text, for files that are not notebooks. */
export function createNotebook(
  cells: readonly { kind: 'code' | 'markdown' | 'raw'; language: string; source: string }[],
): Notebook {
  return {
    cells: cells.map(({ kind, language, source }) => ({
      cell_type: kind,
      metadata: kind === 'code' ? { vscode: { languageId: language } } : {},
      source: splitLines(source),
      ...(kind === 'code' ? { execution_count: null, outputs: [] } : {}),
    })),
    metadata: {
      kernelspec: { display_name: 'Normscope', language: 'typescript', name: 'normscope' },
      language_info: { name: 'typescript' },
    },
    nbformat: 4,
    nbformat_minor: 4,
  };
}

/** Lines with their ends, as notebook files keep text so that their diffs stay small. */
export function splitLines(source: string): string[] {
  return source.match(/[^\n]*\n|[^\n]+$/g) ?? [];
}

function fileData(data: MimeBundle): Record<string, unknown> {
  return Object.fromEntries(
    Object.entries(data).map(([mime, value]) => [mime, typeof value === 'string' ? splitLines(value) : value]),
  );
}

/** Outputs as a notebook file keeps them; neighbouring texts of one stream become one. */
export function fileOutputs(outputs: readonly ShownOutput[]): FileOutput[] {
  const merged: ShownOutput[] = [];
  for (const output of outputs) {
    const last = merged.at(-1);
    if (output.type === 'stream' && last?.type === 'stream' && last.name === output.name) {
      merged[merged.length - 1] = { ...last, text: last.text + output.text };
    } else {
      merged.push(output);
    }
  }
  return merged.map((output) => {
    switch (output.type) {
      case 'stream':
        return { name: output.name, output_type: 'stream', text: splitLines(output.text) };
      case 'display':
        return {
          data: fileData(output.data),
          ...(output.executionCount === undefined ? {} : { execution_count: output.executionCount }),
          metadata: {},
          output_type: output.executionCount === undefined ? 'display_data' : 'execute_result',
        };
      case 'error':
        return {
          ename: output.name,
          evalue: output.message,
          output_type: 'error',
          traceback: output.traceback.split('\n'),
        };
    }
  });
}
