import path from 'node:path';
import * as vscode from 'vscode';
import type { Attachments, Cell, Notebook } from '../export/notebook.ts';
import { PNG_MIME } from '../protocol/mime.ts';
import type { ShownOutput } from '../protocol/output.ts';

const STREAM_MIMES: Readonly<Record<string, 'stdout' | 'stderr'>> = {
  'application/vnd.code.notebook.stdout': 'stdout',
  'application/vnd.code.notebook.stderr': 'stderr',
};
const ERROR_MIME = 'application/vnd.code.notebook.error';

/** Whether VS Code keeps the bytes of this MIME type, where files have base64. */
function isBinary(mime: string): boolean {
  return mime === PNG_MIME || (/^(?:image|audio|video)\//.test(mime) && !mime.endsWith('+xml'));
}

function itemValue({ data, mime }: vscode.NotebookCellOutputItem): unknown {
  if (isBinary(mime)) return Buffer.from(data).toString('base64');
  const text = new TextDecoder().decode(data);
  if (!/\bjson$/.test(mime)) return text;
  try {
    return JSON.parse(text) as unknown;
  } catch {
    return text;
  }
}

function errorOutput(item: vscode.NotebookCellOutputItem): ShownOutput {
  const { name, message, stack } = itemValue(item) as { name?: string; message?: string; stack?: string };
  return { type: 'error', name: name ?? 'Error', message: message ?? '', traceback: stack ?? '' };
}

function shownOutputs({ items }: vscode.NotebookCellOutput): ShownOutput[] {
  const outputs: ShownOutput[] = [];
  const display: vscode.NotebookCellOutputItem[] = [];
  for (const item of items) {
    const name = STREAM_MIMES[item.mime];
    if (name !== undefined) outputs.push({ type: 'stream', name, text: new TextDecoder().decode(item.data) });
    else if (item.mime === ERROR_MIME) outputs.push(errorOutput(item));
    else display.push(item);
  }
  if (display.length === 0) return outputs;
  return [
    ...outputs,
    { type: 'display', data: Object.fromEntries(display.map((item) => [item.mime, itemValue(item)])) },
  ];
}

function shownCell(cell: vscode.NotebookCell): Cell {
  const source = cell.document.getText();
  const { languageId } = cell.document;
  if (cell.kind === vscode.NotebookCellKind.Markup) {
    const { attachments } = cell.metadata as { readonly attachments?: Attachments };
    return { kind: 'markdown', source, attachments };
  }
  if (languageId === 'raw') return { kind: 'raw', source };
  return {
    kind: 'code',
    language: languageId,
    source,
    executionCount: cell.executionSummary?.executionOrder,
    outputs: cell.outputs.flatMap(shownOutputs),
  };
}

/** An open notebook with what its cells show now. */
export function notebookToExport(notebook: vscode.NotebookDocument): Notebook {
  const cells = notebook.getCells();
  const language = cells.find(({ kind }) => kind === vscode.NotebookCellKind.Code)?.document.languageId;
  return {
    name: path.posix.parse(notebook.uri.path).name,
    language: language ?? 'typescript',
    cells: cells.map(shownCell),
  };
}
