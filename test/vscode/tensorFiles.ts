import assert from 'node:assert/strict';
import { copyFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import type { Frame } from 'playwright-core';
import * as vscode from 'vscode';
import { closeAll, inWorkspace, openNotebookOf } from './notebooks.ts';
import { eventually, framesWith, screenshot, workbenchPage } from './workbench.ts';

const FILES = path.join(process.env.NORMSCOPE_ROOT ?? '.', 'test', 'tensorFiles', 'files');

/** A file of the tests in the window's folder. */
async function provide(name: string, as = name): Promise<vscode.Uri> {
  const file = inWorkspace(as);
  await copyFile(path.join(FILES, name), file);
  return vscode.Uri.file(file);
}

/** The page in front whose heading says `title`. */
function pageOf(title: string): Promise<Frame> {
  return eventually(`the page of ${title}`, async () => {
    for (const frame of await framesWith('h1')) {
      if ((await frame.$eval('h1', ({ textContent }) => textContent).catch(() => '')) === title) return frame;
    }
    return undefined;
  });
}

/** The texts of the cells of a row, by their columns. */
function cellsOf(frame: Frame, name: string): Promise<Record<string, string> | undefined> {
  return frame.$$eval(
    'tr.tensor',
    (rows, name) => {
      const row = rows.find((each) => each.querySelector('button.name')?.textContent === name);
      if (row === undefined) return undefined;
      const cells = [...row.children].map((cell) => [cell.classList[0]!, (cell as HTMLElement).innerText.trim()]);
      return Object.fromEntries(cells) as Record<string, string>;
    },
    name,
  );
}

/** The same, when the row has been measured. */
function measured(frame: Frame, name: string, column = 'mean'): Promise<Record<string, string>> {
  return eventually(`${name} to be measured`, async () => {
    const cells = await cellsOf(frame, name);
    return cells?.[column] !== undefined && cells[column] !== '' && cells;
  });
}

async function namesIn(frame: Frame): Promise<string[]> {
  return frame.$$eval('tr.tensor button.name', (buttons) => buttons.map(({ textContent }) => textContent));
}

describe('Files of tensors', () => {
  afterEach(closeAll);

  it('of each format open as tables', async () => {
    const first: Record<string, string> = {
      'array.npy': '(without a name)',
      'packed.npz': 'zeros',
      'state.pt': 'conv1.weight',
      'legacy.pt': 'conv1.weight',
      'model.onnx': 'two',
    };
    for (const [file, name] of Object.entries(first)) {
      await vscode.commands.executeCommand('vscode.open', await provide(file));
      const frame = await pageOf(file);
      assert.equal((await namesIn(frame))[0], name, file);
      await measured(frame, name);
    }
  });

  it('show what is wrong with a checkpoint, and the density of a tensor', async () => {
    const uri = await provide('broken.pt');
    await vscode.commands.executeCommand('vscode.open', uri);
    const frame = await pageOf('broken.pt');
    const variance = await measured(frame, 'bn1.running_var');
    assert.match(variance.name ?? '', /a variance below 0: −0\.250/);
    assert.match((await measured(frame, 'conv1.weight', 'broken')).name ?? '', /1 not finite/);
    await frame.click('tr.tensor:has-text("running_var")');
    await eventually('the density', () => frame.$('.details .density svg path'));
    await screenshot('tensor-file');
    // What is written over shows itself.
    await copyFile(path.join(FILES, 'state.pt'), uri.fsPath);
    await eventually('the file to be read anew', async () => {
      const cells = await cellsOf(frame, 'bn1.running_var').catch(() => undefined);
      return cells?.mean === '1.813' && cells.name === 'bn1.running_var';
    });
    await eventually('its details to be open still', () => frame.$('.details .density svg path'));
  });

  it('say why they cannot be shown', async () => {
    const file = inWorkspace('page.pt');
    await writeFile(file, '<html tal:content="this is a page template" />');
    await vscode.commands.executeCommand('vscode.open', vscode.Uri.file(file));
    const frame = await pageOf('This file cannot be shown');
    assert.match((await frame.textContent('.reason')) ?? '', /page\.pt: it is no file of tensors/);
  });

  it('are compared, what changed most first', async () => {
    const [before, after] = [await provide('state.pt', 'before.pt'), await provide('broken.pt', 'after.pt')];
    await vscode.commands.executeCommand('normscope.compareTensors', before, [before, after]);
    const frame = await pageOf('before.pt → after.pt');
    const same = await measured(frame, 'conv1.bias', 'state');
    assert.equal(same.state, 'the same');
    const changed = await measured(frame, 'bn1.running_var', 'state');
    assert.deepEqual([changed.state, changed.largest], ['changed', '0.500']);
    await eventually('the order', async () => (await namesIn(frame)).indexOf('conv1.bias') > 2);
    await frame.click('tr.tensor:has-text("running_var")');
    await eventually('the densities', () => frame.$('.details .density svg path'));
    await screenshot('tensor-comparison');
  });

  it('become the code that loads them where they are dropped into a cell', async () => {
    const uri = await provide('state.pt');
    const notebook = await openNotebookOf([['', 'python']]);
    const page = await workbenchPage();
    const lines = page.locator('.cell-editor-container .monaco-editor .view-lines').first();
    await lines.click();
    const box = await lines.boundingBox();
    assert.ok(box);
    const transfer = await page.evaluateHandle((file) => {
      const data = new DataTransfer();
      data.setData('text/uri-list', file);
      return data;
    }, uri.toString());
    const event = { dataTransfer: transfer, shiftKey: true, clientX: box.x + 10, clientY: box.y + 5, bubbles: true };
    for (const type of ['dragenter', 'dragover', 'drop']) await lines.dispatchEvent(type, event);
    await eventually('the code', () => notebook.cellAt(0).document.getText().includes('torch.load('));
    assert.match(notebook.cellAt(0).document.getText(), /^import torch\n\nstate = torch\.load\(".*state\.pt"/);
  });
});
