import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import type { Frame } from 'playwright-core';
import * as vscode from 'vscode';
import { io } from '../../src/engine/index.ts';
import { THEMES } from './appearance.ts';
import { closeAll, inWorkspace, openNotebookOf, outputTexts, runCell, startCell } from './notebooks.ts';
import { exportTo } from './saveDialog.ts';
import { eventually, framesWith, screenshot, workbenchPage } from './workbench.ts';

/** The lines of the view, as a screen reader is told of them. */
async function rows(): Promise<string[]> {
  const page = await workbenchPage();
  return page.$$eval('.tree-explorer-viewlet-tree-view .monaco-list-row', (lines) =>
    lines.map((line) => line.getAttribute('aria-label') ?? ''),
  );
}

function row(start: string, end = ''): Promise<string> {
  return eventually(`a line ${start}…${end}`, async () =>
    (await rows()).find((line) => line.startsWith(start) && line.includes(end)),
  );
}

async function press(label: string, ...keys: string[]): Promise<void> {
  const page = await workbenchPage();
  await page.click(
    `.tree-explorer-viewlet-tree-view .monaco-list-row[aria-label^="${label}"] .monaco-icon-label-container`,
  );
  for (const key of keys) await page.keyboard.press(key);
}

async function statusText(): Promise<string> {
  const page = await workbenchPage();
  const texts = await page.$$eval('.part.statusbar .statusbar-item', (items) => items.map((item) => item.textContent));
  return texts.find((text) => text.includes('Normscope:')) ?? '';
}

async function hoverText(cell: vscode.NotebookCell, word: string): Promise<string> {
  const offset = cell.document.getText().indexOf(word);
  const hovers = await vscode.commands.executeCommand<vscode.Hover[]>(
    'vscode.executeHoverProvider',
    cell.document.uri,
    cell.document.positionAt(offset + word.length),
  );
  return hovers
    .flatMap(({ contents }) => contents.map((content) => (content as vscode.MarkdownString).value))
    .join('\n');
}

/** What axe finds wrong with a page, one line each. */
async function violations(frame: Frame): Promise<string[]> {
  const file = path.join(process.env.NORMSCOPE_ROOT ?? '.', 'node_modules', 'axe-core', 'axe.min.js');
  await frame.evaluate(readFileSync(file, 'utf8'));
  return frame.evaluate<string[]>(
    `axe.run(document).then(({ violations }) => violations.map(({ id, nodes }) => id + ': ' + nodes[0].html + nodes[0].failureSummary))`,
  );
}

async function setTheme(theme: string): Promise<void> {
  await vscode.workspace.getConfiguration('workbench').update('colorTheme', theme, vscode.ConfigurationTarget.Global);
}

describe('The view of variables', () => {
  let notebook: vscode.NotebookDocument;

  before(async () => {
    notebook = await openNotebookOf([
      [
        'const x = randn([64, 32]).mul(2);\nconst spoiled = tensor([1, NaN, 3]);\nconst net = new nn.Sequential(new nn.Linear(32, 8), new nn.BatchNorm1d(8));\nconst rate = 0.1;',
        'typescript',
      ],
      ['import torch\nmodel = torch.nn.LayerNorm(32)\ny = model(x)', 'python'],
      ['net.call(x);\nspoiled.fill_(1);', 'typescript'],
    ]);
    await vscode.commands.executeCommand('normscope.variables.focus');
  });

  after(async () => {
    await setTheme(THEMES.light);
    await vscode.commands.executeCommand('workbench.view.explorer');
    await closeAll();
  });

  it('shows them after a run, with what the run changed', async () => {
    await runCell(notebook, 0);
    await row('x, Tensor, 64 × 32 float32 · ▁', 'new since the last run');
    assert.match(await row('spoiled'), /1 NaN · 3 float32/);
    assert.match(await row('net'), /Sequential · 297 numbers in 7 tensors/);
    assert.equal(await row('rate'), 'rate, number, 0.1, new since the last run');
    await screenshot('variables-new');
    await runCell(notebook, 1);
    await row('y, Tensor, 64 × 32 float32', 'new since');
    await row('model, LayerNorm');
    assert.equal((await rows()).filter((line) => line.startsWith('x,')).length, 1, 'shared names are listed once');
    assert.doesNotMatch(await row('x,'), /since|by the last/);
    await runCell(notebook, 2);
    await row('net, Sequential', 'changed by the last run');
    assert.match(await row('spoiled', 'changed by'), /3 float32 · all 1.000/);
    await press('net', 'ArrowRight');
    await row('1, BatchNorm1d');
    await press('1, BatchNorm1d', 'ArrowRight');
    await row('runningMean, Tensor, 8 float32');
  });

  it('is there in hovers, in both languages', async () => {
    assert.match(
      await hoverText(notebook.cellAt(0), 'const x'),
      /\*\*x\*\* · Tensor[^]*σ[^]*64 × 32 float32[^]*[▁▂▃▄▅▆▇█]{6}/,
    );
    assert.match(await hoverText(notebook.cellAt(1), '\ny'), /\*\*y\*\* · EagerTensor|\*\*y\*\* · Tensor/);
    assert.match(await hoverText(notebook.cellAt(1), '\nmodel'), /LayerNorm\(\(32,\), eps=1e-05/);
    assert.match(await hoverText(notebook.cellAt(2), 'net'), /\(1\): BatchNorm1d\(8/);
  });

  it('draws a distribution beside the notebook, in the colours of each theme', async () => {
    await press('x,');
    const frame = await eventually(
      'the distribution',
      async () => (await framesWith('body[data-renderer] .chart svg'))[0],
    );
    assert.match((await frame.textContent('dl')) ?? '', /shape64 × 32 float32mean/);
    assert.equal(await frame.textContent('h1'), 'x');
    for (const [name, theme] of Object.entries(THEMES)) {
      await setTheme(theme);
      const id = theme.replace(/^Default (?=Light|Dark)/, '');
      await eventually(theme, async () =>
        (await frame.evaluate(() => document.body.dataset.vscodeThemeId ?? '')).includes(id),
      );
      await screenshot(`variables-${name}`);
      assert.deepEqual(await violations(frame), [], name);
    }
  });

  it('saves to a file, and copies', async () => {
    await press('x,');
    const saved = readFileSync(await exportTo('normscope.variables.save', inWorkspace('x.npy')));
    assert.deepEqual(io.loadNpy(saved).shape, [64, 32]);
    await press('x,');
    await vscode.commands.executeCommand('normscope.variables.copyValue');
    await eventually('the value to be copied', async () =>
      (await vscode.env.clipboard.readText()).startsWith('tensor([['),
    );
  });
});

describe('The status of the kernel', () => {
  after(closeAll);

  it('tells what it does, its time and its memory, and gives that back when the notebook closes', async () => {
    const notebook = await openNotebookOf([
      ['process.pid', 'typescript'],
      ['await new Promise((resolve) => setTimeout(resolve, 2500));', 'typescript'],
    ]);
    assert.match(await eventually('the status', statusText), /not started|starting|idle/);
    const [pid] = outputTexts(await runCell(notebook, 0));
    await eventually('idle', async () => /Normscope: idle · [\d.]+ m?s · \d+ MB/.test(await statusText()));
    await startCell(notebook, 1);
    await eventually('the time', async () => /Normscope: running · [12] s/.test(await statusText()), 4000);
    await screenshot('kernel-status-running');
    await eventually('the end', async () => /idle · 2\.\d s/.test(await statusText()));
    void vscode.commands.executeCommand('normscope.kernelActions');
    const page = await workbenchPage();
    await page.waitForSelector('.quick-input-list .monaco-list-row');
    await screenshot('kernel-actions');
    assert.match((await page.textContent('.quick-input-list')) ?? '', /Restart.*Show Variables/);
    await page.keyboard.press('Escape');
    process.kill(Number(pid), 0);
    await closeAll();
    await eventually('the process to end', () => {
      try {
        process.kill(Number(pid), 0);
        return false;
      } catch {
        return true;
      }
    });
    await eventually('the status to go', async () => (await statusText()) === '');
  });
});
