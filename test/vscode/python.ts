import assert from 'node:assert/strict';
import * as vscode from 'vscode';
import { CARD_MIME } from '../../src/protocol/mime.ts';
import { setTheme, setWidth, THEMES } from './appearance.ts';
import { closeAll, errorText, openNotebookOf, outputTexts, runCell, startCell } from './notebooks.ts';
import { eventually, rendererFrame, screenshot } from './workbench.ts';

const python = (...cells: string[]): (readonly [string, string])[] => cells.map((code) => [code, 'python'] as const);

describe('Python cells', () => {
  afterEach(closeAll);

  it('run a PyTorch snippet with its card, beside TypeScript cells', async () => {
    const notebook = await openNotebookOf([
      ['import torch\nbn = torch.nn.BatchNorm2d(8)\ny = bn(torch.randn(4, 8, 6, 6) * 3 + 5)\ny.shape', 'python'],
      ['y.shape', 'typescript'],
    ]);
    const cell = await runCell(notebook, 0);
    assert.equal(outputTexts(cell)[0], 'torch.Size([4, 8, 6, 6])');
    assert.ok(cell.outputs.some(({ items }) => items.some(({ mime }) => mime === CARD_MIME)));
    await eventually('the card to be drawn', async () => (await rendererFrame())?.locator('canvas, svg').count());
    await screenshot('python');
    assert.deepEqual(outputTexts(await runCell(notebook, 1)), ['[ 4, 8, 6, 6 ]']);
  });

  it('show figures, cards and errors in every theme and width', async () => {
    const notebook = await openNotebookOf(
      python(
        [
          'import torch',
          'import matplotlib.pyplot as plt',
          'torch.manual_seed(0)',
          'x = torch.randn(64, 8) * 3 + 5',
          'y = torch.nn.BatchNorm1d(8)(x)',
          'fig, (left, right) = plt.subplots(1, 2)',
          "left.hist(x.flatten().numpy(), bins=30, label='before')",
          "left.hist(y.detach().flatten().numpy(), bins=30, label='after', alpha=0.7)",
          'left.legend()',
          "right.plot(x.mean(0).numpy(), 'o-', label='mean of each channel')",
          "right.set_title('x')",
          'right.legend()',
          'plt.show()',
        ].join('\n'),
        "print('loss: \x1b[31m0.5\x1b[0m')\nx @ y",
      ),
    );
    const editor = vscode.window.activeNotebookEditor;
    assert.ok(editor);
    assert.equal((await runCell(notebook, 0)).executionSummary?.success, true);
    assert.match(errorText(await runCell(notebook, 1)), /mat1 and mat2 shapes cannot be multiplied \(64x8 and 64x8\)/);
    const frame = await rendererFrame();
    editor.revealRange(new vscode.NotebookRange(0, 1), vscode.NotebookEditorRevealType.AtTop);
    for (const [name, theme] of Object.entries(THEMES)) {
      await setTheme(theme);
      await new Promise((resolve) => setTimeout(resolve, 600));
      await screenshot(`python-${name}`);
    }
    await setTheme(THEMES.dark);
    editor.revealRange(new vscode.NotebookRange(1, 2), vscode.NotebookEditorRevealType.Default);
    for (const width of [700, 1300]) {
      await setWidth(width);
      await new Promise((resolve) => setTimeout(resolve, 600));
      await screenshot(`python-${width}`);
      const overflow = await frame.evaluate(() => document.documentElement.scrollWidth - window.innerWidth);
      assert.ok(overflow <= 1, `nothing sticks out, but ${overflow} px do`);
    }
  });

  it('write over a progress bar, and clear what they have shown', async () => {
    const notebook = await openNotebookOf(
      python(
        'import time\nfrom tqdm import tqdm\nfor i in tqdm(range(20), desc="epochs"): time.sleep(0.03)',
        'from IPython.display import clear_output\nprint("first")\nclear_output()\nprint("second")',
      ),
    );
    const [bars, cleared] = [await runCell(notebook, 0), await runCell(notebook, 1)];
    assert.equal(bars.outputs.length, 1);
    // An untitled notebook is scrolled to where the one before it was.
    vscode.window.activeNotebookEditor?.revealRange(new vscode.NotebookRange(0, 1));
    const frame = await rendererFrame('text=20/20');
    assert.equal(await frame.locator('text=0/20 [').count(), 1, 'the last line alone is there');
    await screenshot('python-progress');
    assert.deepEqual(outputTexts(cleared), ['second\n']);
  });

  it('find Python started when they are run', async () => {
    const notebook = await openNotebookOf(python('import js\njs.performance.now() > 2500'));
    await new Promise((resolve) => setTimeout(resolve, 4000));
    assert.deepEqual(outputTexts(await runCell(notebook, 0)), ['True']);
  });

  it('fail with a link to their line', async () => {
    const notebook = await openNotebookOf(python('def f(x):\n    return 1 / x\n\nf(0)'));
    const cell = await runCell(notebook, 0);
    assert.equal(cell.executionSummary?.success, false);
    assert.match(errorText(cell), /Cell In\[1\], line 2, in f/);
  });

  it('stop at once, with all variables kept', async () => {
    const notebook = await openNotebookOf(python('kept = 7', 'while True: pass', 'kept'));
    await runCell(notebook, 0);
    await startCell(notebook, 1);
    await new Promise((resolve) => setTimeout(resolve, 500));
    const start = Date.now();
    await vscode.commands.executeCommand('notebook.cancelExecution');
    await eventually('the loop to stop', () => notebook.cellAt(1).executionSummary?.timing !== undefined);
    assert.ok(Date.now() - start < 5000);
    assert.match(errorText(notebook.cellAt(1)), /KeyboardInterrupt/);
    assert.deepEqual(outputTexts(await runCell(notebook, 2)), ['7']);
  });

  it('ask above the editor', async () => {
    const notebook = await openNotebookOf(python("'hello ' + input('Who is there?')"));
    await startCell(notebook, 0);
    await new Promise((resolve) => setTimeout(resolve, 4000));
    await vscode.commands.executeCommand('workbench.action.acceptSelectedQuickOpenItem');
    const cell = notebook.cellAt(0);
    await eventually('the answer', () => cell.executionSummary?.timing !== undefined, 20_000);
    assert.equal(outputTexts(cell).at(-1), "'hello '");
  });
});
