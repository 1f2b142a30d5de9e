import assert from 'node:assert/strict';
import { copyFile } from 'node:fs/promises';
import path from 'node:path';
import * as vscode from 'vscode';
import { EXPERIMENT_MIME, TRAINING_MIME } from '../../src/protocol/mime.ts';
import { activated, closeAll, errorText, inWorkspace } from './notebooks.ts';
import { eventually, rendererFrame, screenshot, takeConsoleErrors } from './workbench.ts';

/** The tutorials after the first, and what each shows in a view of its own. */
const TUTORIALS = [
  ['02-batch-size', EXPERIMENT_MIME, '.normscope-experiment'],
  ['03-four-norms', EXPERIMENT_MIME, '.normscope-experiment'],
  ['04-learning-rates', EXPERIMENT_MIME, '.normscope-experiment'],
  ['05-thirty-layers-watched', TRAINING_MIME, '.normscope-training'],
] as const;

const FOLDER = vscode.extensions.getExtension('normscope.normscope')?.extensionPath ?? '';

describe('The tutorial', () => {
  afterEach(closeAll);

  for (const [name, mime, view] of TUTORIALS) {
    it(`${name} runs from top to bottom and draws what it found`, async function () {
      this.timeout(240_000);
      takeConsoleErrors();
      const file = inWorkspace(`${name}.ipynb`);
      await copyFile(path.join(FOLDER, 'media', 'tutorials', `${name}.ipynb`), file);
      const notebook = await vscode.workspace.openNotebookDocument(vscode.Uri.file(file));
      const editor = await vscode.window.showNotebookDocument(notebook);
      await activated();
      await vscode.commands.executeCommand('notebook.execute');
      const cells = notebook.getCells().filter(({ kind }) => kind === vscode.NotebookCellKind.Code);
      await eventually(
        'all cells to end',
        () => cells.every(({ executionSummary }) => executionSummary?.timing !== undefined),
        200_000,
      );
      for (const cell of cells) assert.equal(cell.executionSummary?.success, true, errorText(cell));
      const shown = cells.find(({ outputs }) => outputs.some(({ items }) => items.some((item) => item.mime === mime)));
      assert.ok(shown, 'a view of what was found');
      editor.revealRange(new vscode.NotebookRange(shown.index, shown.index + 1), vscode.NotebookEditorRevealType.AtTop);
      const frame = await rendererFrame(`${view} svg`);
      await eventually('its charts', async () => (await frame.$$(`${view} svg path`)).length > 5);
      await screenshot(name);
      assert.deepEqual(takeConsoleErrors(), []);
    });
  }
});
