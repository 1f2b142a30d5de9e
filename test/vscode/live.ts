import assert from 'node:assert/strict';
import * as vscode from 'vscode';
import { closeAll, openNotebook, outputTexts, runCell, startCell } from './notebooks.ts';
import { eventually, framesWith, rendererFrame, screenshot, takeConsoleErrors, workbenchPage } from './workbench.ts';

const text = (cell: vscode.NotebookCell): string => outputTexts(cell, 'text/plain').join('');

describe('Outputs that change', () => {
  afterEach(closeAll);

  it('keep their place, while the cell runs and when it has ended', async () => {
    const notebook = await openNotebook(
      `const shown = display.live('first');
display('beside');
for (let i = 0; i < 30; i++) { await new Promise((r) => setTimeout(r, 100)); shown.update('state ' + i); }`,
    );
    const cell = notebook.cellAt(0);
    await startCell(notebook, 0);
    const seen = new Set<string>();
    await eventually('the cell to end', () => {
      seen.add(text(cell));
      return cell.executionSummary?.timing !== undefined;
    });
    assert.ok(seen.size > 3, 'states are seen while it runs');
    assert.equal(text(cell), "'state 29''beside'");
    assert.equal(cell.outputs.length, 2);
  });

  it('harm nobody when they were cleared, or their cell is deleted', async () => {
    const notebook = await openNotebook(
      "const shown = display.live(0);\nfor (let i = 1; i < 20; i++) { await new Promise((r) => setTimeout(r, 100)); shown.update(i); }\nconsole.log('end');",
      "shown.update('later');",
    );
    const cell = notebook.cellAt(0);
    await startCell(notebook, 0);
    await eventually('a state', () => text(cell) !== '');
    await vscode.commands.executeCommand('notebook.cell.clearOutputs', {
      ranges: [{ start: 0, end: 1 }],
      document: notebook.uri,
    });
    await eventually('the cell to end', () => cell.executionSummary?.timing !== undefined);
    assert.equal(cell.executionSummary?.success, true);
    assert.match(outputTexts(cell).join(''), /end/);
    assert.equal(text(await runCell(notebook, 1)), "'later'");
    await startCell(notebook, 0);
    const edit = new vscode.WorkspaceEdit();
    edit.set(notebook.uri, [vscode.NotebookEdit.deleteCells(new vscode.NotebookRange(0, 1))]);
    await vscode.workspace.applyEdit(edit);
    assert.equal(text(await runCell(notebook, 0)), "'later'");
  });

  it('show training while it goes on, in one view that changes in place', async () => {
    const notebook = await openNotebook(
      `const net = new nn.Sequential(new nn.Linear(4, 8, { bias: false }), new nn.BatchNorm1d(8), new nn.Tanh(), new nn.Linear(8, 1));
const x = randn([64, 4]), optimizer = new optim.SGD(net.parameters(), { lr: 0.1 });
watch(net, { name: 'live' });
const end = performance.now() + 6000;
while (performance.now() < end) {
  optimizer.zeroGrad();
  net.call(x).sub(1).pow(2).mean().backward();
  optimizer.step();
}`,
    );
    const cell = notebook.cellAt(0);
    await startCell(notebook, 0);
    const frame = await rendererFrame('.normscope-training .canvas svg');
    assert.equal(cell.executionSummary?.timing, undefined, 'the cell still runs');
    await frame.evaluate(() => document.querySelector('.normscope-training')?.setAttribute('data-first', ''));
    const steps = async (): Promise<string> => (await frame.textContent('.normscope-training .runs')) ?? '';
    const before = await steps();
    assert.match(before, /^live, [\d,]+ steps$/);
    await eventually('more steps', async () => (await steps()) !== before);
    assert.equal((await frame.$$('.normscope-training[data-first]')).length, 1, 'the same view has changed');
    await screenshot('training');
    await eventually('the cell to end', () => cell.executionSummary?.timing !== undefined);
    assert.equal(cell.outputs.length, 1);
    assert.deepEqual(takeConsoleErrors(), []);
  });

  it('show a bar in the cell and in the status bar, of which a line remains', async () => {
    const notebook = await openNotebook(
      "for (const i of trange(40, { desc: 'train' })) await new Promise((r) => setTimeout(r, 100));",
    );
    const cell = notebook.cellAt(0);
    await startCell(notebook, 0);
    const frame = await rendererFrame('.normscope-progress progress');
    await frame.evaluate(() => document.querySelector('.normscope-progress progress')?.setAttribute('data-first', ''));
    const page = await workbenchPage();
    await eventually('the status bar', async () =>
      /train: \d+\/40/.test((await page.textContent('.part.statusbar')) ?? ''),
    );
    await eventually('a filled bar', async () =>
      frame.$eval('.normscope-progress progress', (bar) => (bar as HTMLProgressElement).value > 15),
    );
    assert.equal((await frame.$$('.normscope-progress progress[data-first]')).length, 1, 'the same bar has changed');
    await screenshot('progress');
    await eventually('the cell to end', () => cell.executionSummary?.timing !== undefined);
    assert.equal(cell.outputs.length, 1);
    assert.match(text(cell), /^train: 100%\|█{10}\| 40\/40 \[00:0\d<00:00, +\d\.\d\dit\/s\]$/);
    await eventually('no bar', async () => (await framesWith('.normscope-progress')).length === 0);
    await eventually(
      'no progress',
      async () => !((await page.textContent('.part.statusbar')) ?? '').includes('train:'),
    );
    assert.deepEqual(takeConsoleErrors(), []);
  });
});
