import assert from 'node:assert/strict';
import * as vscode from 'vscode';
import { closeAll, openNotebook, openNotebookOf, replaceText } from './notebooks.ts';
import { eventually, screenshot, workbenchPage } from './workbench.ts';

/** The place just behind the first `text` in a cell. */
function behind(cell: vscode.NotebookCell, text: string): vscode.Position {
  const { document } = cell;
  const index = document.getText().indexOf(text);
  assert.notEqual(index, -1, `${text} in ${document.getText()}`);
  return document.positionAt(index + text.length);
}

/** What VS Code's command for `cell` gives just behind `text`, once it fulfils `isReady`: the server starts first. */
function provided<Result>(
  command: string,
  cell: vscode.NotebookCell,
  text: string,
  isReady: (result: Result) => boolean,
  ...more: readonly unknown[]
): Promise<Result> {
  const run = async (): Promise<Result | false> => {
    const result = await vscode.commands.executeCommand<Result | undefined>(
      command,
      cell.document.uri,
      behind(cell, text),
      ...more,
    );
    return result !== undefined && isReady(result) && result;
  };
  return eventually(`${command} behind ${text}`, run, 40_000);
}

function textOf(hovers: readonly vscode.Hover[]): string {
  return hovers
    .flatMap(({ contents }) => contents)
    .map((content) => (typeof content === 'string' ? content : content.value))
    .join('\n');
}

async function hoverShows(cell: vscode.NotebookCell, text: string, ...expected: readonly string[]): Promise<void> {
  await provided<vscode.Hover[]>('vscode.executeHoverProvider', cell, text, (hovers) =>
    expected.every((part) => textOf(hovers).includes(part)),
  );
}

function errorsOf(cell: vscode.NotebookCell): string[] {
  return vscode.languages
    .getDiagnostics(cell.document.uri)
    .filter(({ severity }) => severity === vscode.DiagnosticSeverity.Error)
    .map(({ message }) => message);
}

async function hasErrors(cell: vscode.NotebookCell, ...expected: readonly RegExp[]): Promise<void> {
  const fits = (): boolean => {
    const found = errorsOf(cell);
    return found.length === expected.length && expected.every((pattern, i) => pattern.test(found[i]!));
  };
  await eventually('the errors', fits, 40_000).catch(() => {
    assert.deepEqual(errorsOf(cell), expected);
  });
}

async function edit(notebook: vscode.NotebookDocument, ...edits: readonly vscode.NotebookEdit[]): Promise<void> {
  const change = new vscode.WorkspaceEdit();
  change.set(notebook.uri, [...edits]);
  assert.ok(await vscode.workspace.applyEdit(change));
}

function cellOf(code: string, language = 'typescript'): vscode.NotebookCellData {
  return new vscode.NotebookCellData(vscode.NotebookCellKind.Code, code, language);
}

describe('Names in TypeScript cells', function () {
  // TypeScript's server starts, and reads all declarations, at the first question.
  this.timeout(120_000);
  afterEach(closeAll);

  it('are shown, completed, found and renamed across cells', async () => {
    const notebook = await openNotebookOf([
      ["import { sep } from 'node:path';\nconst model = new nn.BatchNorm1d(4);\nlet x = randn([8, 4]);", 'typescript'],
      ['const y = model.forward(x);\nx = await Promise.resolve(y.relu());\nlayerNorm(x, sep);', 'typescript'],
      ['const x = compare(model, y);', 'javascript'],
    ]);
    const [first, second, third] = notebook.getCells();
    assert.ok(first && second && third);
    await hasErrors(second, /Cannot find name 'layerNorm'/);
    await hoverShows(second, 'model', 'const model: nn.BatchNorm1d');
    await hoverShows(first, 'randn', 'randn(shape: ', 'Standard normal numbers');
    await hasErrors(first);
    await hasErrors(third);

    const { items } = await provided<vscode.CompletionList>(
      'vscode.executeCompletionItemProvider',
      second,
      'y.re',
      (list) => list.items.length > 0,
    );
    assert.ok(items.some(({ label }) => label === 'relu'));

    const help = await provided<vscode.SignatureHelp>(
      'vscode.executeSignatureHelpProvider',
      third,
      'compare(',
      ({ signatures }) => signatures.length > 0,
    );
    assert.match(help.signatures[0]!.label, /^compare\(layers: /);

    const [definition] = await provided<(vscode.Location | vscode.LocationLink)[]>(
      'vscode.executeDefinitionProvider',
      third,
      'mod',
      (locations) => locations.length > 0,
    );
    const target = definition && 'targetUri' in definition ? definition.targetUri : definition?.uri;
    assert.equal(target?.toString(), first.document.uri.toString());

    const rename = await provided<vscode.WorkspaceEdit>(
      'vscode.executeDocumentRenameProvider',
      second,
      'mod',
      ({ size }) => size > 0,
      'layer',
    );
    assert.ok(await vscode.workspace.applyEdit(rename));
    assert.match(first.document.getText(), /const layer = new/);
    assert.match(second.document.getText(), /^const y = layer\.forward\(x\);/);
    assert.equal(third.document.getText(), 'const x = compare(layer, y);');
  });

  it('follow cells that are edited, added, moved and deleted', async () => {
    const notebook = await openNotebook('const a = 1;', 'a.toFixed(b);');
    const user = notebook.cellAt(1);
    await hasErrors(user, /Cannot find name 'b'/);
    await replaceText(notebook.cellAt(0), "const a = 'text';");
    await hasErrors(user, /'toFixed' does not exist on type '"text"'/, /Cannot find name 'b'/);
    await edit(notebook, vscode.NotebookEdit.insertCells(1, [cellOf('const a = 1.5, b = 2;')]));
    await hasErrors(user);
    const editor = vscode.window.activeNotebookEditor;
    assert.ok(editor);
    editor.selection = new vscode.NotebookRange(1, 2);
    await vscode.commands.executeCommand('notebook.cell.moveDown');
    await eventually('the cell to be moved', () => notebook.cellAt(1) === user);
    await hasErrors(user, /'toFixed' does not exist on type '"text"'/);
    await edit(notebook, vscode.NotebookEdit.deleteCells(new vscode.NotebookRange(0, 1)));
    await hasErrors(user);
  });

  it('look as in any TypeScript file', async () => {
    const notebook = await openNotebook('const layer = new nn.LayerNorm([4]);', 'layer.forwrd(randn([2, 4]));');
    const cell = notebook.cellAt(1);
    await hasErrors(cell, /'forwrd' does not exist on type 'LayerNorm'. Did you mean 'forward'/);
    const page = await workbenchPage();
    await page.waitForSelector('.squiggly-error');
    const hover = page.locator('.monaco-hover-content:visible');
    // A hover that comes while the editor is busy is dropped: the reader moves away and back.
    for (let attempt = 0; attempt < 10 && (await hover.count()) === 0; attempt++) {
      await page.mouse.move(5, 5);
      await page.getByText('randn', { exact: true }).first().hover();
      await hover
        .first()
        .waitFor({ timeout: 3000 })
        .catch(() => undefined);
    }
    await hover.first().waitFor();
    await screenshot('typescriptCells');
  });
});
