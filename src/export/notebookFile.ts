import * as v from 'valibot';
import type { MimeBundle } from '../protocol/mime.ts';
import type { ShownOutput } from '../protocol/output.ts';
import type { Attachments, Cell, CodeCell, Notebook } from './notebook.ts';

const text = v.pipe(
  v.union([v.string(), v.array(v.string())]),
  v.transform((lines) => (typeof lines === 'string' ? lines : lines.join(''))),
);

const bundle = v.record(v.string(), v.unknown());

const streamSchema = v.object({ output_type: v.literal('stream'), name: v.string(), text });
const displaySchema = v.object({ output_type: v.picklist(['display_data', 'execute_result']), data: bundle });
const errorSchema = v.object({
  output_type: v.literal('error'),
  ename: v.string(),
  evalue: v.string(),
  traceback: v.array(v.string()),
});
const outputSchema = v.variant('output_type', [streamSchema, displaySchema, errorSchema]);

const cellSchema = v.object({
  cell_type: v.string(),
  source: text,
  metadata: v.optional(v.looseObject({ vscode: v.optional(v.looseObject({ languageId: v.optional(v.string()) })) })),
  execution_count: v.nullish(v.number()),
  attachments: v.optional(v.record(v.string(), v.record(v.string(), text))),
  outputs: v.optional(v.array(v.unknown())),
});

const notebookSchema = v.object({
  cells: v.array(cellSchema),
  metadata: v.optional(
    v.looseObject({
      kernelspec: v.optional(v.looseObject({ language: v.optional(v.string()) })),
      language_info: v.optional(v.looseObject({ name: v.optional(v.string()) })),
    }),
  ),
});

type FileCell = v.InferOutput<typeof cellSchema>;

/** Files keep text as a list of lines, whatever its MIME type, and JSON as it is. */
function joinLines(mime: string, value: unknown): unknown {
  const isJson = /\bjson$/.test(mime);
  const isLines = Array.isArray(value) && value.every((line) => typeof line === 'string');
  return isLines && !isJson ? value.join('') : value;
}

/** An output of a file; none where the file has something there that no version of the format knows. */
function readOutput(written: unknown): ShownOutput[] {
  const result = v.safeParse(outputSchema, written);
  if (!result.success) return [];
  const output = result.output;
  switch (output.output_type) {
    case 'stream':
      return [{ type: 'stream', name: output.name === 'stderr' ? 'stderr' : 'stdout', text: output.text }];
    case 'error':
      return [{ type: 'error', name: output.ename, message: output.evalue, traceback: output.traceback.join('\n') }];
    default: {
      const data: MimeBundle = Object.fromEntries(
        Object.entries(output.data).map(([mime, value]) => [mime, joinLines(mime, value)]),
      );
      return [{ type: 'display', data }];
    }
  }
}

function readCode(cell: FileCell, notebookLanguage: string): CodeCell {
  return {
    kind: 'code',
    language: cell.metadata?.vscode?.languageId ?? notebookLanguage,
    source: cell.source,
    executionCount: cell.execution_count ?? undefined,
    outputs: (cell.outputs ?? []).flatMap(readOutput),
  };
}

function readCell(cell: FileCell, notebookLanguage: string): Cell {
  const { source } = cell;
  const attachments: Attachments | undefined = cell.attachments;
  switch (cell.cell_type) {
    case 'code':
      return readCode(cell, notebookLanguage);
    case 'markdown':
      return { kind: 'markdown', source, attachments };
    default:
      return { kind: 'raw', source };
  }
}

/**
 * The notebook in the parsed JSON of an `.ipynb` file of format 4, whose `name` is that of the file without its ending.
 * Throws an Error that names what is wrong with it.
 */
export function fromNotebookFile(json: unknown, name: string): Notebook {
  const result = v.safeParse(notebookSchema, json);
  if (!result.success) {
    const [issue] = result.issues;
    throw new Error(`not a Jupyter notebook (format 4): ${v.getDotPath(issue) ?? 'the file'}: ${issue.message}`);
  }
  const { cells, metadata } = result.output;
  const language = metadata?.language_info?.name ?? metadata?.kernelspec?.language ?? 'typescript';
  return { name, language, cells: cells.map((cell) => readCell(cell, language)) };
}
