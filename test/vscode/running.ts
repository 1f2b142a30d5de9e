import assert from 'node:assert/strict';
import { existsSync } from 'node:fs';
import type { Locator } from 'playwright-core';
import * as vscode from 'vscode';
import {
  closeAll,
  errorText,
  openFile,
  openNotebook,
  outputTexts,
  runCell,
  startCell,
  writeNotebook,
} from './notebooks.ts';
import { eventually, screenshot, workbenchPage } from './workbench.ts';

/** A window that has no focus keeps its notifications in their list. */
async function showNotification(notification: Locator): Promise<void> {
  await eventually('the notification', async () => {
    await vscode.commands.executeCommand('notifications.showList');
    return notification.isVisible();
  });
}

function hasRun(cell: vscode.NotebookCell): boolean {
  return cell.executionSummary?.timing !== undefined;
}

describe('Running cells', () => {
  afterEach(closeAll);

  it('cuts text beyond the limit of the setting, and shows all of it in an editor', async () => {
    const settings = vscode.workspace.getConfiguration('normscope');
    await settings.update('outputLimit', 2000, vscode.ConfigurationTarget.Global);
    try {
      const notebook = await openNotebook("for (let i = 0; i < 1000; i++) console.log('line', i);");
      const cell = await runCell(notebook, 0);
      assert.match(outputTexts(cell).join(''), /^line 0\n[^]*printed more than 2000 characters/);
      const page = await workbenchPage();
      const offer = page.locator('.cell-statusbar-container', { hasText: 'Output cut: Show All' });
      await offer.waitFor({ timeout: 10_000 });
      await screenshot('output-cut');
      await page.locator('.cell-status-item', { hasText: 'Show All' }).click();
      const document = await eventually('the whole text', () => {
        const shown = vscode.window.activeTextEditor?.document;
        return shown?.uri.scheme === 'file' && shown;
      });
      assert.equal(document.getText(), Array.from({ length: 1000 }, (_, i) => `line ${i}\n`).join(''));
      await vscode.window.showNotebookDocument(notebook);
      await vscode.commands.executeCommand('normscope.restartKernel');
      assert.equal(existsSync(document.uri.fsPath), false, 'the text is kept no longer than the variables');
    } finally {
      await settings.update('outputLimit', undefined, vscode.ConfigurationTarget.Global);
    }
  });

  it('runs the cells above, and a cell with those below, up to the first that fails', async () => {
    const notebook = await openNotebook('const a = 1;', 'const b = a + 1;', 'b', "throw new Error('here')", 'b + 1');
    await vscode.commands.executeCommand('notebook.cell.executeCellsAbove', {
      ranges: [{ start: 2, end: 3 }],
      document: notebook.uri,
    });
    await eventually('the cells above', () => hasRun(notebook.cellAt(1)));
    assert.equal(hasRun(notebook.cellAt(2)), false);
    await vscode.commands.executeCommand('notebook.cell.executeCellAndBelow', {
      ranges: [{ start: 2, end: 3 }],
      document: notebook.uri,
    });
    await eventually('the cell that fails', () => hasRun(notebook.cellAt(3)));
    await new Promise((resolve) => setTimeout(resolve, 300));
    assert.deepEqual(outputTexts(notebook.cellAt(2)), ['2']);
    assert.equal(hasRun(notebook.cellAt(4)), false);
    assert.deepEqual(
      notebook.getCells().map(({ executionSummary }) => executionSummary?.executionOrder),
      [1, 2, 3, 4, undefined],
    );
  });

  it('asks whether to restart where a cell does not stop, and only then', async () => {
    const notebook = await openNotebook(
      "const { execFileSync } = await import('node:child_process');",
      "execFileSync(process.execPath, ['-e', 'setTimeout(() => {}, 40000)']);",
      'typeof execFileSync',
    );
    await runCell(notebook, 0);
    await startCell(notebook, 1);
    await new Promise((resolve) => setTimeout(resolve, 500));
    void vscode.commands.executeCommand('notebook.cancelExecution');
    const page = await workbenchPage();
    const question = page.locator('.notification-list-item', { hasText: 'has not stopped yet' });
    await showNotification(question);
    await screenshot('not-stopped');
    const stubborn = notebook.cellAt(1);
    assert.equal(hasRun(stubborn), false, 'nothing is done unasked');
    await question.locator('.monaco-button', { hasText: 'Restart Kernel' }).click();
    await eventually('the cell to end', () => hasRun(stubborn), 20_000);
    assert.match(errorText(stubborn), /KernelError: The kernel was restarted while the cell ran/);
    assert.deepEqual(outputTexts(await runCell(notebook, 2)), ["'undefined'"]);
  });

  it('goes on when its notebook is closed, and shows all of it when that is opened again', async () => {
    const uri = await writeNotebook(
      'closed.ipynb',
      'let kept = 41;',
      "console.log('begun');\nawait new Promise((resolve) => setTimeout(resolve, 4000));\nconsole.log('done', ++kept);",
    );
    const notebook = await openFile(uri);
    await runCell(notebook, 0);
    await startCell(notebook, 1);
    await eventually('the first line', () => outputTexts(notebook.cellAt(1)).join('').includes('begun'));
    await notebook.save();
    await vscode.commands.executeCommand('workbench.action.closeActiveEditor');
    const page = await workbenchPage();
    const question = page.locator('.notification-list-item', { hasText: 'closed.ipynb was closed while a cell ran' });
    await showNotification(question);
    await screenshot('closed-while-running');
    await question.locator('.monaco-button', { hasText: 'Reopen' }).click();
    const reopened = await eventually('the notebook', () => vscode.window.activeNotebookEditor?.notebook);
    const cell = reopened.cellAt(1);
    await eventually('the cell to end', () => outputTexts(cell).join('') === 'begun\ndone 42\n' && hasRun(cell));
    assert.equal(cell.executionSummary?.success, true);
    assert.equal(cell.executionSummary.executionOrder, 2);
  });
});
