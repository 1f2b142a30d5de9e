import assert from 'node:assert/strict';
import * as vscode from 'vscode';
import { closeAll, openNotebook, openNotebookOf, replaceText, runCell } from './notebooks.ts';
import { eventually, screenshot } from './workbench.ts';

function problemsOf(cell: vscode.NotebookCell): vscode.Diagnostic[] {
  return vscode.languages.getDiagnostics(cell.document.uri).filter(({ source }) => source === 'Normscope');
}

/** Waits until the lines of a cell with errors of runs are `lines`, counted from 0. */
async function problemsAt(cell: vscode.NotebookCell, ...lines: readonly number[]): Promise<vscode.Diagnostic[]> {
  return eventually(`errors at lines ${lines.join(', ')}`, () => {
    const found = problemsOf(cell);
    return JSON.stringify(found.map(({ range }) => range.start.line)) === JSON.stringify(lines) && found;
  });
}

/** The quick fix at a line that is called `title`. */
async function fixAt(cell: vscode.NotebookCell, line: number, title: string): Promise<vscode.CodeAction> {
  const actions = await vscode.commands.executeCommand<vscode.CodeAction[]>(
    'vscode.executeCodeActionProvider',
    cell.document.uri,
    cell.document.lineAt(line).range,
    vscode.CodeActionKind.QuickFix.value,
  );
  const fix = actions.find((action) => action.title === title);
  assert.ok(fix, `${title} is none of ${actions.map((action) => action.title).join(', ')}`);
  return fix;
}

describe('An error of a run', () => {
  afterEach(closeAll);

  it('stands at its line with what mends it, and goes when the line is edited', async () => {
    const notebook = await openNotebook('const length = 3;', '// one\n  Math.sqrt(lenhgt);');
    await runCell(notebook, 0);
    const cell = await runCell(notebook, 1);
    const [problem] = await problemsAt(cell, 1);
    assert.equal(problem?.message, "lenhgt is not defined. Did you mean: 'length'?");
    assert.equal(problem.code, 'ReferenceError');
    assert.deepEqual([problem.range.start.character, problem.range.end.character], [2, 20]);
    await screenshot('run-error');
    await fixAt(cell, 1, 'Change lenhgt to length');
    await replaceLine(cell, 0, '// above\n// and more');
    await problemsAt(cell, 2);
    const { edit } = await fixAt(cell, 2, 'Change lenhgt to length');
    assert.ok(edit !== undefined && (await vscode.workspace.applyEdit(edit)));
    assert.equal(cell.document.lineAt(2).text, '  Math.sqrt(length);');
    await problemsAt(cell);
  });

  it('stands in the cell whose function failed, and goes when the cell that called it runs again', async () => {
    const notebook = await openNotebookOf([
      ['import torch\nbn = torch.nn.BatchNorm1d(4)\ndef apply(x):\n    return bn(x)', 'python'],
      ['n = 5\napply(torch.ones(2, n))', 'python'],
    ]);
    const made = await runCell(notebook, 0);
    const caller = await runCell(notebook, 1);
    await problemsAt(made, 3);
    assert.deepEqual(problemsOf(caller), []);
    await fixAt(made, 3, 'Change 4 to 5');
    await replaceText(caller, 'n = 4\napply(torch.ones(2, n))');
    await runCell(notebook, 1);
    await problemsAt(made);
  });
});

async function replaceLine({ document }: vscode.NotebookCell, line: number, text: string): Promise<void> {
  const edit = new vscode.WorkspaceEdit();
  edit.replace(document.uri, document.lineAt(line).range, text);
  assert.ok(await vscode.workspace.applyEdit(edit));
}
