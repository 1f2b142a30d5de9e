import assert from 'node:assert/strict';
import * as vscode from 'vscode';
import { closeAll, errorText, openNotebook, outputTexts, runCell, startCell } from './notebooks.ts';
import { eventually, rendererFrame } from './workbench.ts';

describe('The kernel', () => {
  afterEach(closeAll);

  it('shares names between cells and shows the last value', async () => {
    const notebook = await openNotebook('const x = tensor([[1, 2], [3, 4]]);', 'x.sum(0)');
    await runCell(notebook, 0);
    const cell = await runCell(notebook, 1);
    assert.deepEqual(outputTexts(cell), ['tensor([4., 6.])']);
    assert.equal(cell.executionSummary?.executionOrder, 2);
  });

  it('computes on as many threads as the setting says', async () => {
    const settings = vscode.workspace.getConfiguration('normscope');
    await settings.update('threads', 6, vscode.ConfigurationTarget.Global);
    try {
      const notebook = await openNotebook(
        "const fs = await import('node:fs');\nconst count = () => fs.readdirSync('/proc/self/task').length;\nconst before = count();",
        'randn([2000, 2000]).add(1);\nawait new Promise((resolve) => setTimeout(resolve, 500));',
        'count() - before',
      );
      await runCell(notebook, 0);
      await runCell(notebook, 1);
      const cell = await runCell(notebook, 2);
      if (process.platform === 'linux') assert.deepEqual(outputTexts(cell), ['5'], 'five more');
    } finally {
      await settings.update('threads', undefined, vscode.ConfigurationTarget.Global);
    }
  });

  it('streams what a cell prints while it runs', async () => {
    const notebook = await openNotebook(
      "console.log('first');\nawait new Promise((r) => setTimeout(r, 3000));\nconsole.log('last');",
    );
    const cell = notebook.cellAt(0);
    await startCell(notebook, 0);
    await eventually('the first line', () => outputTexts(cell).join('').includes('first'));
    assert.equal(cell.executionSummary?.timing, undefined, 'the cell still runs');
    await eventually('the last line', () => cell.executionSummary?.timing !== undefined);
    assert.equal(outputTexts(cell).join(''), 'first\nlast\n');
    assert.equal(cell.outputs.length, 1, 'one output, which grew');
  });

  for (const [what, loop] of [
    ['a busy loop', 'try { while (true) { kept++; } } catch { kept = -1; } finally { kept += 0.5; }'],
    ['a loop that waits', 'while (true) { kept++; await new Promise((r) => setTimeout(r, 5)); }'],
    ['a wait for nothing', 'kept = 1; await new Promise(() => {});'],
    ['a loop that prints', "while (true) { kept++; console.log('line', kept); }"],
  ] as const) {
    it(`stops ${what} and keeps the variables`, async () => {
      const notebook = await openNotebook('let kept = 0;', loop, 'kept > 0 && kept % 1 === 0');
      await runCell(notebook, 0);
      await startCell(notebook, 1);
      const looping = notebook.cellAt(1);
      await new Promise((resolve) => setTimeout(resolve, 400));
      await vscode.commands.executeCommand('notebook.cancelExecution');
      await eventually('the loop to stop', () => looping.executionSummary?.timing !== undefined, 3000);
      assert.equal(looping.executionSummary?.success, false);
      assert.match(errorText(looping), /Interrupted: the cell was stopped; its variables are kept/);
      const after = await runCell(notebook, 2);
      assert.deepEqual(outputTexts(after), ['true']);
    });
  }

  it('forgets the variables when it is restarted', async () => {
    const notebook = await openNotebook('const y = 1;', 'typeof y');
    await runCell(notebook, 0);
    await vscode.commands.executeCommand('normscope.restartKernel');
    const cell = await runCell(notebook, 1);
    assert.deepEqual(outputTexts(cell), ["'undefined'"]);
    assert.equal(cell.executionSummary?.executionOrder, 1, 'cells are counted anew');
  });

  it('restarts while a cell is running', async () => {
    const notebook = await openNotebook('while (true) {}', '1 + 1');
    await startCell(notebook, 0);
    await new Promise((resolve) => setTimeout(resolve, 600));
    await vscode.commands.executeCommand('normscope.restartKernel');
    const cell = notebook.cellAt(0);
    await eventually('the loop to end', () => cell.executionSummary?.timing !== undefined);
    assert.match(errorText(cell), /restarted while the cell ran/);
    assert.deepEqual(outputTexts(await runCell(notebook, 1)), ['2']);
  });

  it('stops the queue at the first error', async () => {
    const notebook = await openNotebook('1', "throw new Error('here')", "console.log('never')");
    void vscode.commands.executeCommand('notebook.execute');
    await eventually('the error', () => notebook.cellAt(1).executionSummary?.timing !== undefined);
    await new Promise((resolve) => setTimeout(resolve, 500));
    assert.equal(notebook.cellAt(2).executionSummary?.timing, undefined);
    assert.deepEqual(notebook.cellAt(2).outputs, []);
  });

  it('goes on when a queued cell is deleted', async () => {
    const notebook = await openNotebook('await new Promise((r) => setTimeout(r, 1500));', '2', '3');
    void vscode.commands.executeCommand('notebook.execute');
    const last = notebook.cellAt(2);
    await eventually('the first cell to start', () => notebook.cellAt(0).executionSummary?.executionOrder === 1);
    const edit = new vscode.WorkspaceEdit();
    edit.set(notebook.uri, [vscode.NotebookEdit.deleteCells(new vscode.NotebookRange(1, 2))]);
    assert.ok(await vscode.workspace.applyEdit(edit));
    await eventually('the last cell to end', () => last.executionSummary?.timing !== undefined);
    assert.deepEqual(outputTexts(last), ['3']);
    assert.deepEqual(outputTexts(await runCell(notebook, 1)), ['3'], 'and again');
  });

  it('links an error to its line', async () => {
    const notebook = await openNotebook('const one = 1;\nnowhere(one);');
    await runCell(notebook, 0);
    const frame = await rendererFrame('a[href*="line="]');
    const links = await frame.$$eval('a[href*="line="]', (found) =>
      found.map((link) => [link.textContent, link.getAttribute('href')]),
    );
    const place = 'vscode-notebook-cell:?execution_count=1&line=2';
    assert.deepEqual(links, [
      ['line 2', place],
      ['2', place],
    ]);
  });

  it('gives each notebook variables of its own', async () => {
    const first = await openNotebook('const z = 1;');
    await runCell(first, 0);
    const second = await openNotebook('typeof z');
    assert.deepEqual(outputTexts(await runCell(second, 0)), ["'undefined'"]);
  });

  it('replaces the card of a cell that runs again, and shows it also when the cell fails further down', async () => {
    const notebook = await openNotebook(
      "new nn.BatchNorm1d(3).forward(randn([8, 3]));\nthrow new Error('further down');",
    );
    for (let run = 0; run < 2; run++) {
      const cell = await runCell(notebook, 0);
      assert.match(errorText(cell), /further down/);
      assert.equal(cell.outputs.length, 2);
    }
    const frame = await rendererFrame();
    await eventually('one card', async () => (await frame.$$('.normscope-card')).length === 1);
    assert.equal((await frame.$$('.normscope-card .canvas svg')).length, 2);
  });
});
