import assert from 'node:assert/strict';
import * as vscode from 'vscode';
import { CARD_MIME } from '../../src/protocol/mime.ts';
import { setWidth } from './appearance.ts';
import { closeAll, openNotebook, runCell } from './notebooks.ts';
import { eventually, rendererFrame, screenshot, takeConsoleErrors, workbenchPage } from './workbench.ts';

interface CardPayload {
  readonly details: readonly { readonly set: number }[];
}

const WIDE = 'noGrad(() => new nn.BatchNorm1d(2048).forward(randn([64, 2048]).mul(randn([2048])).add(3))).shape;';

const TRAINING = `
const net = new nn.Sequential(new nn.Linear(8, 12), new nn.BatchNorm1d(12), new nn.Tanh(), new nn.Linear(12, 1));
const optimizer = new optim.Adam(net.parameters(), { lr: 0.05 });
for (let step = 0; step < 200; step++) {
  const batch = randn([64, 8]).mul(2).add(1);
  optimizer.zeroGrad();
  net.call(batch).sub(batch.sum(1, { keepdim: true }).sin()).pow(2).mean().backward();
  optimizer.step();
}`;

describe('Cards in VS Code', () => {
  after(closeAll);

  it('ask the kernel for a channel that was not saved', async () => {
    const notebook = await openNotebook(WIDE);
    const cell = await runCell(notebook, 0);
    const item = cell.outputs.flatMap(({ items }) => items).find(({ mime }) => mime === CARD_MIME);
    assert.ok(item);
    const card = JSON.parse(new TextDecoder().decode(item.data)) as CardPayload;
    const saved = new Set(card.details.map(({ set }) => set));
    const unsaved = Array.from({ length: 2048 }, (_, set) => set).find((set) => !saved.has(set));
    const frame = await rendererFrame('.normscope-card .density .canvas svg');
    await frame.fill('.search input', String(unsaved));
    await frame.press('.search input', 'Enter');
    await eventually(
      'the distribution of the channel',
      async () =>
        (await frame.$eval('.density h3', (heading) => heading.textContent)) === `channel ${unsaved}` &&
        (await frame.$$('.density .canvas svg')).length > 0,
    );
    await screenshot('card-2048');
    assert.deepEqual(takeConsoleErrors(), []);
  });

  it('say that it is gone when the kernel is', async () => {
    await vscode.commands.executeCommand('normscope.restartKernel');
    const frame = await rendererFrame('.normscope-card .density h3');
    const shown = await frame.$eval('.density h3', (heading) => heading.textContent);
    const other = shown === 'channel 1000' ? '1001' : '1000';
    await frame.fill('.search input', other);
    await frame.press('.search input', 'Enter');
    await eventually(
      'an answer',
      async () =>
        (await frame.$$('.density .note')).length === 0 ||
        ((await frame.$eval('.density .note', (note) => note.textContent)) ?? '').includes('not saved'),
    );
    await eventually(
      'the heading',
      async () => (await frame.$eval('.density h3', (heading) => heading.textContent)) === `channel ${other}`,
    );
  });

  it('open their specification in an editor', async () => {
    const frame = await rendererFrame();
    await frame.click('[aria-label="Open the Vega-Lite specification"]');
    const document = await eventually('a JSON document', () =>
      vscode.workspace.textDocuments.find(({ languageId, isUntitled }) => languageId === 'json' && isUntitled),
    );
    assert.ok('hconcat' in (JSON.parse(document.getText()) as object));
    await vscode.commands.executeCommand('workbench.action.revertAndCloseActiveEditor');
  });

  it('ask where to save their picture', async () => {
    const frame = await rendererFrame();
    await frame.click('[aria-label="Save as SVG"]');
    const page = await workbenchPage();
    await eventually('a dialog', async () =>
      (
        await page.$$eval('.quick-input-widget input', (inputs) =>
          inputs.map((input) => (input as HTMLInputElement).value),
        )
      ).some((value) => value.endsWith('BatchNorm1d-2048.svg')),
    );
    await vscode.commands.executeCommand('workbench.action.closeQuickOpen');
  });

  it('try another eps, and put it into a new cell that runs', async () => {
    await closeAll();
    const notebook = await openNotebook(
      'const x = randn([64, 4]).mul(0.05); const bn = new nn.BatchNorm1d(4); bn.forward(x).shape',
    );
    await runCell(notebook, 0);
    const frame = await rendererFrame('.normscope-card .what-if summary');
    await frame.click('.what-if summary');
    await frame.waitForSelector('.slider input');
    await frame.focus('.slider input');
    for (let step = 0; step < 12; step++) await frame.press('.slider input', 'ArrowRight');
    const text = (selector: string): Promise<string> =>
      frame.$eval(selector, (element) => element.textContent ?? '').catch(() => '');
    await eventually('the sentence', async () => (await text('.sentence')).startsWith('eps 1e−5 → 0.1: σ of y falls'));
    await eventually('the charts', async () => (await text('.density p')).includes('as it was'));
    await screenshot('card-what-if');
    await frame.click('text=Put into a new cell');
    const added = await eventually('a new cell', () => notebook.cellCount === 2 && notebook.cellAt(1));
    assert.match(added.document.getText(), /eps: 0\.1[\s\S]*loadStateDict\(bn\.stateDict\(\)\);\nwhatIf\.forward\(x\)/);
    assert.equal(added.document.languageId, 'typescript');
    const cell = await runCell(notebook, 1);
    assert.equal(cell.executionSummary?.success, true);
    assert.deepEqual(takeConsoleErrors(), []);
  });

  it('show what training did', async () => {
    await closeAll();
    const notebook = await openNotebook(TRAINING);
    const cell = await runCell(notebook, 0);
    assert.equal(cell.executionSummary?.success, true);
    const frame = await rendererFrame('.running .canvas svg');
    await frame.waitForSelector('.gradient-history .canvas svg');
    for (const width of [700, 1300]) {
      await setWidth(width);
      await new Promise((resolve) => setTimeout(resolve, 600));
      vscode.window.activeNotebookEditor?.revealRange(new vscode.NotebookRange(0, 1));
      await screenshot(`card-training-${width}`);
    }
    assert.deepEqual(takeConsoleErrors(), []);
  });
});
