import assert from 'node:assert/strict';
import { readFile, writeFile } from 'node:fs/promises';
import * as vscode from 'vscode';
import { CARD_MIME, VEGA_LITE_MIME } from '../../src/protocol/mime.ts';
import { closeAll, errorText, inWorkspace, openNotebook, outputTexts, runCell, startCell } from './notebooks.ts';
import { eventually, rendererFrame } from './workbench.ts';

/** A cell, what its error says, and whether the kernel's variables live on. */
const FAILING: readonly (readonly [title: string, code: string, message: RegExp, keepsVariables: boolean])[] = [
  ['a syntax error', 'const a = 1;\nconst b = (a +;', /SyntaxError: Unexpected token.*\nCell In\[2\], line 2/s, true],
  ['an unknown name', 'const c = 1;\nnope(c);', /ReferenceError: nope is not defined\s+Cell In\[2\], line 2/s, true],
  ['an exception in a promise', "void Promise.reject(new TypeError('in a promise'));", /TypeError: in a promise/, true],
  [
    'an exception in a timer',
    "setTimeout(() => { throw new Error('later'); }, 5);\nawait new Promise((r) => setTimeout(r, 60));",
    /Error: later/,
    true,
  ],
  ['something thrown that is no error', 'throw { code: 7 };', /Uncaught: \{ code: 7 \}/, true],
  ['process.exit()', 'process.exit(3);', /process\.exit\(3\) was called.*Restart Kernel/s, true],
  [
    'a tensor beyond memory',
    'zeros([1e6, 1e6]);',
    /RuntimeError: .*not enough memory.*4000000000000 bytes.*\[1000000, 1000000\]/s,
    true,
  ],
  [
    'deep recursion',
    'const f = (n: number): number => f(n + 1) + 1;\nf(0);',
    /RangeError: Maximum call stack size exceeded/,
    true,
  ],
  [
    'a killed process',
    "process.kill(process.pid, 'SIGKILL');\nawait new Promise(() => {});",
    /KernelError: The kernel died \(signal SIGKILL\)\. All variables are lost/,
    false,
  ],
];

describe('Bad input', () => {
  afterEach(closeAll);

  for (const [title, code, message, keepsVariables] of FAILING) {
    it(`reports ${title} and goes on`, async () => {
      const other = await openNotebook('let other = 41;', 'other + 1');
      await runCell(other, 0);
      const notebook = await openNotebook('let mine = 5;', code, 'typeof mine');
      await runCell(notebook, 0);
      const failed = await runCell(notebook, 1);
      assert.equal(failed.executionSummary?.success, false);
      assert.match(errorText(failed), message);
      assert.deepEqual(outputTexts(await runCell(notebook, 2)), [keepsVariables ? "'number'" : "'undefined'"]);
      await vscode.window.showNotebookDocument(other);
      assert.deepEqual(outputTexts(await runCell(other, 1)), ['42'], 'the other notebook goes on');
    });
  }

  it('reports a heap that overflows, and the next run starts a new kernel', async function () {
    this.timeout(180_000);
    const notebook = await openNotebook(
      'const hoard: unknown[] = [];\nfor (;;) hoard.push(new Array(1e6).fill(0.5));',
      '1 + 1',
    );
    const cell = notebook.cellAt(0);
    await startCell(notebook, 0);
    await eventually('the cell to end', () => cell.executionSummary?.timing !== undefined, 150_000);
    assert.match(errorText(cell), /more memory than the kernel may use|The kernel died/);
    assert.deepEqual(outputTexts(await runCell(notebook, 1)), ['2']);
  });

  it('reports a kernel that died between two cells', async () => {
    const notebook = await openNotebook(
      "const x = 1; setTimeout(() => process.kill(process.pid, 'SIGKILL'), 50);",
      'typeof x',
    );
    await runCell(notebook, 0);
    await new Promise((resolve) => setTimeout(resolve, 500));
    assert.match(
      outputTexts(await runCell(notebook, 1)).join(''),
      /died since the last cell \(signal SIGKILL\)[^]*'undefined'/,
    );
  });

  it('leaves a corrupt notebook file alone', async () => {
    const file = inWorkspace('corrupt.ipynb');
    const text = '{ "cells": [ { "cell_type": "code", "source": ["pre';
    await writeFile(file, text);
    await assert.rejects(async () => vscode.workspace.openNotebookDocument(vscode.Uri.file(file)));
    assert.equal(await readFile(file, 'utf8'), text);
    const notebook = await openNotebook('40 + 2');
    assert.deepEqual(outputTexts(await runCell(notebook, 0)), ['42']);
  });

  it('shows a message for a hostile card or chart, and runs nothing of it', async () => {
    const script = '<img src=x onerror="document.body.dataset.hacked=1">';
    const hostile: Record<string, unknown>[] = [
      { [CARD_MIME]: { title: script, shape: 'no' } },
      { [VEGA_LITE_MIME]: { data: { url: 'http://127.0.0.1:1/secret.csv' }, mark: 'bar', encoding: {} } },
      {
        [VEGA_LITE_MIME]: {
          data: { values: [{}] },
          mark: { type: 'text', text: { expr: 'constructor.constructor("document.body.dataset.hacked=1")()' } },
        },
      },
      { [VEGA_LITE_MIME]: [1, 2] },
    ];
    const file = inWorkspace('hostile.ipynb');
    const cells = hostile.map((data, index) => ({
      cell_type: 'code',
      execution_count: null,
      id: `hostile-${index}`,
      metadata: {},
      outputs: [{ data, metadata: {}, output_type: 'display_data' }],
      source: [],
    }));
    await writeFile(file, JSON.stringify({ cells, metadata: {}, nbformat: 4, nbformat_minor: 5 }));
    await vscode.window.showNotebookDocument(await vscode.workspace.openNotebookDocument(vscode.Uri.file(file)));
    const frame = await rendererFrame('.normscope-problem');
    const messages = await eventually('three messages', async () => {
      const found = await frame.$$eval('.normscope-problem', (nodes) => nodes.map((node) => node.textContent));
      return found.length >= 3 && found;
    });
    assert.match(messages.join('\n'), /Not a Normscope card: id/);
    assert.match(messages.join('\n'), /wants to load .*secret\.csv/);
    assert.equal(await frame.evaluate(() => document.body.dataset.hacked), undefined);
  });
});
