import assert from 'node:assert/strict';
import * as vscode from 'vscode';
import { THEMES } from './appearance.ts';
import { closeAll, openNotebookOf, replaceText } from './notebooks.ts';
import { eventually, screenshot, workbenchPage } from './workbench.ts';

const python = (...cells: string[]): (readonly [string, string])[] => cells.map((code) => [code, 'python'] as const);

const NET = 'import torch\nfrom torch import nn\n\nbn = nn.BatchNorm2d(8)\nx = torch.randn(4, 8, 6, 6)';

/** The end of the first place where a text stands in a document. */
function after({ document }: vscode.NotebookCell, text: string): vscode.Position {
  return document.positionAt(document.getText().indexOf(text) + text.length);
}

function problemsOf({ document }: vscode.NotebookCell): vscode.Diagnostic[] {
  return vscode.languages.getDiagnostics(document.uri).filter(({ source }) => source === 'Normscope');
}

describe('Writing Python cells', () => {
  afterEach(closeAll);

  it('completes members, names of all cells and arguments', async () => {
    const notebook = await openNotebookOf(python(NET, 'y = bn.ru\nnn.BatchNorm2d(3, )\nto'));
    const cell = notebook.cellAt(1);
    const labels = async (text: string): Promise<unknown[]> => {
      const list = await vscode.commands.executeCommand<vscode.CompletionList>(
        'vscode.executeCompletionItemProvider',
        cell.document.uri,
        after(cell, text),
      );
      return list.items.map(({ label }) => label);
    };
    assert.ok((await labels('bn.')).includes('running_mean'));
    assert.ok((await labels('(3, ')).includes('momentum='));
    assert.ok((await labels('to')).includes('torch'));
  });

  it('explains what the pointer is on, and what a call takes', async () => {
    const notebook = await openNotebookOf(python(NET, 'torch.relu(x)\nnn.LayerNorm(3, eps=1e-3)'));
    const cell = notebook.cellAt(1);
    const hovers = await vscode.commands.executeCommand<vscode.Hover[]>(
      'vscode.executeHoverProvider',
      cell.document.uri,
      after(cell, 'nn.Layer'),
    );
    const shown = hovers.flatMap(({ contents }) => contents).map((text) => (text as vscode.MarkdownString).value);
    assert.match(shown.join('\n'), /normalized_shape/);
    assert.match(shown.join('\n'), /torch\.nn\.LayerNorm in PyTorch/);
    const help = await vscode.commands.executeCommand<vscode.SignatureHelp>(
      'vscode.executeSignatureHelpProvider',
      cell.document.uri,
      after(cell, '(3, eps='),
    );
    assert.match(help.signatures[0]!.label, /^LayerNorm\(normalized_shape, eps=1e-05/);
    assert.equal(help.activeParameter, 1);
    const [place] = await vscode.commands.executeCommand<vscode.Location[]>(
      'vscode.executeDefinitionProvider',
      cell.document.uri,
      after(cell, 'relu(x'),
    );
    assert.equal(place?.uri.toString(), notebook.cellAt(0).document.uri.toString());
    assert.equal(place.range.start.line, 4);
  });

  it('marks names that no cell defines, and what our modules lack, until that is put right', async () => {
    const notebook = await openNotebookOf([
      ...python(NET, 'z = lenght + weights\ntorch.compile_all(x)'),
      ['const weights = 3;', 'typescript'],
    ]);
    const cell = notebook.cellAt(1);
    await eventually('two marks', () => problemsOf(cell).length === 2);
    const [name, member] = problemsOf(cell);
    assert.equal(name?.severity, vscode.DiagnosticSeverity.Warning);
    assert.equal(cell.document.getText(name.range), 'lenght');
    assert.equal(member?.severity, vscode.DiagnosticSeverity.Information);
    assert.match(member.message, /torch has no "compile_all".*real PyTorch/);
    await replaceText(cell, 'z = len([weights])');
    await eventually('no mark', () => problemsOf(cell).length === 0);
    assert.deepEqual(problemsOf(notebook.cellAt(0)), []);
  });

  it('shows all that in the workbench', async () => {
    const notebook = await openNotebookOf(python(NET, 'y = torch.relu(bn(x))\nz = lenght(y) + torch.foo\n'));
    const page = await workbenchPage();
    const cell = notebook.cellAt(1);
    await eventually('two marks', () => problemsOf(cell).length === 2);
    const command = (name: string, ...rest: unknown[]): Thenable<unknown> =>
      vscode.commands.executeCommand(name, ...rest);
    vscode.window.activeNotebookEditor!.selection = new vscode.NotebookRange(1, 2);
    await command('notebook.cell.edit');
    await eventually('the cell to be edited', () => vscode.window.activeTextEditor?.document === cell.document);
    const editor = vscode.window.activeTextEditor!;
    for (const [name, theme] of Object.entries(THEMES)) {
      await vscode.workspace.getConfiguration('workbench').update('colorTheme', theme, true);
      const place = after(cell, 'torch.re');
      editor.selection = new vscode.Selection(place, place);
      await command('editor.action.showHover');
      await page.locator('.monaco-hover:visible', { hasText: 'torch.relu in PyTorch' }).first().waitFor();
      await screenshot(`python-hover-${name}`);
      await command('editor.action.hideHover');
    }
    const end = cell.document.lineAt(cell.document.lineCount - 1).range.end;
    editor.selection = new vscode.Selection(end, end);
    await command('type', { text: 'bn.run' });
    await command('editor.action.triggerSuggest');
    await page.locator('.suggest-widget.visible .monaco-list-row', { hasText: 'running_mean' }).first().waitFor();
    await screenshot('python-completion');
    await command('hideSuggestWidget');
    await command('type', { text: 'ning_mean = nn.BatchNorm2d(8, momentum=' });
    await command('editor.action.triggerParameterHints');
    await page.locator('.parameter-hints-widget.visible').first().waitFor();
    await screenshot('python-signature');
  });
});
