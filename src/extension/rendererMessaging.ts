import * as vscode from 'vscode';
import { type DetailAnswer, parseRequest, type RendererRequest } from '../protocol/rendererMessages.ts';
import type { NotebookKernels } from './notebookKernels.ts';

/** The id in package.json. */
const RENDERER = 'normscope-charts';

/** Answers what the cards of open notebooks ask. What is no request of theirs is ignored. */
export function registerRendererMessaging(kernels: NotebookKernels): vscode.Disposable {
  const messaging = vscode.notebooks.createRendererMessaging(RENDERER);
  return messaging.onDidReceiveMessage(({ editor, message }) => {
    const request = parseRequest(message);
    if (request?.type === 'detail') {
      void detail(kernels, editor, request).then((answer) => messaging.postMessage(answer, editor));
    } else if (request !== undefined) void open(request);
  });
}

async function detail(
  kernels: NotebookKernels,
  { notebook }: vscode.NotebookEditor,
  { card, set }: Extract<RendererRequest, { type: 'detail' }>,
): Promise<DetailAnswer> {
  const kernel = kernels.existing(notebook);
  // A kernel that dies meanwhile has forgotten the card as well.
  const found = await kernel?.detail({ card, set }).catch(() => null);
  return { type: 'detail', card, set, detail: found ?? null };
}

/** Shows a text that a card has made, as a new document. */
async function open({ language, text }: Extract<RendererRequest, { type: 'open' }>): Promise<void> {
  const document = await vscode.workspace.openTextDocument({ language, content: text });
  await vscode.window.showTextDocument(document, { viewColumn: vscode.ViewColumn.Beside, preview: false });
}
