import assert from 'node:assert/strict';
import * as vscode from 'vscode';
import { closeAll, openNotebook, replaceText, runCell } from './notebooks.ts';
import { eventually, screenshot, workbenchPage } from './workbench.ts';

/** What stands in the status bars of the cells, from the first on. */
async function marks(): Promise<string[]> {
  const page = await workbenchPage();
  const texts = await page.$$eval('.cell-status-left', (bars) => bars.map(({ textContent }) => textContent));
  return texts.filter((text) => text.includes('since'));
}

async function marked(...expected: readonly string[]): Promise<void> {
  let found: string[] = [];
  await eventually(`marks ${expected.join(', ')}`, async () => {
    found = await marks();
    return found.length === expected.length && expected.every((text, i) => found[i]!.includes(text));
  }).catch(() => {
    assert.deepEqual(found, expected);
  });
}

const ABOVE = 'Cells above changed since it ran';
const ITSELF = 'Changed since it ran';

describe('Cells that are no longer what they were when they ran', () => {
  afterEach(closeAll);

  it('are marked, and no longer when the change is taken back or they run again', async () => {
    const notebook = await openNotebook('const a = 1;', 'a + 1', '// nothing ran here');
    await runCell(notebook, 0);
    await runCell(notebook, 1);
    await marked();
    await replaceText(notebook.cellAt(0), 'const a = 2;');
    await marked(ITSELF, ABOVE);
    await screenshot('stale');
    await replaceText(notebook.cellAt(0), 'const a = 1;');
    await marked();
    const insertion = new vscode.WorkspaceEdit();
    const added = new vscode.NotebookCellData(vscode.NotebookCellKind.Code, 'a', 'typescript');
    insertion.set(notebook.uri, [vscode.NotebookEdit.insertCells(1, [added])]);
    assert.ok(await vscode.workspace.applyEdit(insertion));
    await marked(ABOVE);
    await runCell(notebook, 2);
    await marked();
  });
});
