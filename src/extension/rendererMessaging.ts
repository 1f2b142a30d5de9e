import * as vscode from 'vscode';
import { isLanguage } from '../protocol/languages.ts';
import {
  parseRequest,
  type RendererAnswer,
  type RendererQuestion,
  type RendererRequest,
} from '../protocol/rendererMessages.ts';
import { findingPage } from './findings/findingPages.ts';
import type { NotebookKernels } from './notebookKernels.ts';
import type { RanCells } from './ranCells.ts';
import { cellOfCard, reveal } from './revealing.ts';

/** The id in package.json. */
const RENDERER = 'normscope-charts';

type Request<Type extends RendererRequest['type']> = Extract<RendererRequest, { readonly type: Type }>;

/** Answers what the cards of open notebooks ask. What is no request of theirs is ignored. */
export function registerRendererMessaging(kernels: NotebookKernels, ranCells: RanCells): vscode.Disposable {
  const messaging = vscode.notebooks.createRendererMessaging(RENDERER);
  return messaging.onDidReceiveMessage(({ editor, message }) => {
    const request = parseRequest(message);
    if (request === undefined) return;
    if (request.type === 'open') void open(request);
    else if (request.type === 'explain') void vscode.commands.executeCommand('vscode.open', findingPage(request.code));
    else if (request.type === 'revealLine' || request.type === 'revealCard') void reveal(editor, request, ranCells);
    else void answered(kernels, editor.notebook, request).then((answer) => messaging.postMessage(answer, editor));
  });
}

async function answered(
  kernels: NotebookKernels,
  notebook: vscode.NotebookDocument,
  request: RendererQuestion,
): Promise<RendererAnswer> {
  const kernel = kernels.existing(notebook);
  switch (request.type) {
    case 'detail': {
      const { card, set } = request;
      return { type: 'detail', card, set, detail: (await kernel?.ask('detail', { card, set })) ?? null };
    }
    case 'whatIf': {
      const { question, card, setting } = request;
      return { type: 'whatIf', question, result: (await kernel?.ask('whatIf', { card, setting })) ?? null };
    }
    case 'whatIfCell':
      return { type: 'whatIfCell', question: request.question, isDone: await insertCell(kernels, notebook, request) };
  }
}

/** Puts the code of a card's setting into a new cell under the card's. Returns whether there is such a code. */
async function insertCell(
  kernels: NotebookKernels,
  notebook: vscode.NotebookDocument,
  { card, setting }: Request<'whatIfCell'>,
): Promise<boolean> {
  const language = cellOfCard(notebook, card)?.document.languageId;
  if (language === undefined || !isLanguage(language)) return false;
  const code = await kernels.existing(notebook)?.ask('whatIfCode', { card, setting, language });
  // The cells may have changed places meanwhile.
  const index = cellOfCard(notebook, card)?.index;
  if (code === undefined || code === null || index === undefined) return false;
  const edit = new vscode.WorkspaceEdit();
  const cell = new vscode.NotebookCellData(vscode.NotebookCellKind.Code, code, language);
  edit.set(notebook.uri, [vscode.NotebookEdit.insertCells(index + 1, [cell])]);
  return vscode.workspace.applyEdit(edit);
}

/** Shows a text that a card has made, as a new document. */
async function open({ language, text }: Request<'open'>): Promise<void> {
  const document = await vscode.workspace.openTextDocument({ language, content: text });
  await vscode.window.showTextDocument(document, { viewColumn: vscode.ViewColumn.Beside, preview: false });
}
