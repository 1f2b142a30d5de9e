import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { readFile, writeFile } from 'node:fs/promises';
import * as vscode from 'vscode';
import {
  closeAll,
  inWorkspace,
  openFile,
  outputTexts,
  replaceText,
  runCell,
  startCell,
  writeNotebook,
} from './notebooks.ts';
import { eventually, screenshot, workbenchPage } from './workbench.ts';

interface SavedCell {
  readonly cell_type: string;
  readonly execution_count?: number | null;
  readonly outputs?: readonly { readonly output_type: string; readonly data?: Record<string, unknown> }[];
}

async function savedCells(uri: vscode.Uri): Promise<readonly SavedCell[]> {
  return (JSON.parse(await readFile(uri.fsPath, 'utf8')) as { readonly cells: readonly SavedCell[] }).cells;
}

/** What other programs write: old and new cells, attachments, metadata of which nobody knows, outputs of every kind. */
const FOREIGN = {
  cells: [
    {
      attachments: { 'a.png': { 'image/png': 'iVBORw0KGgo=' } },
      cell_type: 'markdown',
      metadata: { x: { y: [1] } },
      source: ['# One\n', '![a](attachment:a.png)'],
    },
    { cell_type: 'raw', metadata: { format: 'text/latex' }, source: ['\\alpha\n', 'β'] },
    {
      cell_type: 'code',
      execution_count: 7,
      metadata: {
        collapsed: true,
        execution: { 'iopub.status.busy': '2024-05-01T10:00:00.000Z' },
        scrolled: false,
        tags: ['a'],
        vscode: { languageId: 'typescript' },
      },
      outputs: [
        { name: 'stdout', output_type: 'stream', text: ['one\n', 'two'] },
        {
          data: {
            'application/vnd.unknown+json': { a: [null], b: 1 },
            'text/html': ['<b>\n', 'x</b>'],
            'text/plain': ['x'],
          },
          metadata: { isolated: true, unknown: { k: 1 } },
          output_type: 'display_data',
        },
        {
          data: { 'image/png': 'iVBORw0KGgo=', 'text/plain': ['<Figure>'] },
          execution_count: 7,
          metadata: { 'image/png': { height: 4, width: 3 } },
          output_type: 'execute_result',
        },
        { ename: 'E', evalue: 'v', output_type: 'error', traceback: ['\u001b[31mE\u001b[0m', 'at 1'] },
      ],
      source: ['const 测试 = 1;\n', '测试'],
    },
    {
      cell_type: 'code',
      execution_count: null,
      metadata: { vscode: { languageId: 'typescript' } },
      outputs: [],
      source: ['// last'],
    },
  ],
  metadata: {
    a_tool: { settings: [1, { deep: null }] },
    kernelspec: { display_name: 'Normscope', language: 'typescript', name: 'normscope' },
    language_info: { name: 'python' },
  },
  nbformat: 4,
};

/** The notebook in a minor version of its format: from the fifth on, cells have ids. */
function foreignFile(minor: number): string {
  const cells = FOREIGN.cells.map((cell, index) => (minor >= 5 ? { ...cell, id: `id-${index}` } : cell));
  const sorted = cells.map((cell) => Object.fromEntries(Object.entries(cell).sort(([a], [b]) => (a < b ? -1 : 1))));
  return `${JSON.stringify({ ...FOREIGN, cells: sorted, nbformat_minor: minor }, undefined, 1)}\n`;
}

describe('Saving a notebook', () => {
  afterEach(closeAll);

  for (const minor of [0, 4, 5]) {
    it(`changes no line but those of the edited cell, in format 4.${minor}`, async () => {
      const uri = vscode.Uri.file(inWorkspace(`format-${minor}.ipynb`));
      const before = foreignFile(minor);
      await writeFile(uri.fsPath, before);
      const notebook = await openFile(uri);
      await replaceText(notebook.cellAt(3), '// edited');
      await eventually('the notebook to be saved', async () => notebook.save());
      assert.equal(await readFile(uri.fsPath, 'utf8'), before.replace('// last', '// edited'));
    });
  }

  it('lets git merge what two people did to different cells', async () => {
    const [base, mine, yours] = ['base.ipynb', 'mine.ipynb', 'yours.ipynb'].map((name) =>
      vscode.Uri.file(inWorkspace(name)),
    );
    assert.ok(base && mine && yours);
    for (const { fsPath } of [base, mine, yours]) await writeFile(fsPath, foreignFile(5));
    const [first, second] = [await openFile(mine), await openFile(yours)];
    await replaceText(first.cellAt(0), '# Mine');
    await replaceText(second.cellAt(3), '// yours');
    for (const each of [first, second]) await eventually('the notebook to be saved', async () => each.save());
    const merged = execFileSync('git', ['merge-file', '-p', mine.fsPath, base.fsPath, yours.fsPath], {
      encoding: 'utf8',
    });
    const sources = (JSON.parse(merged) as { cells: { source: string[] }[] }).cells.map(({ source }) =>
      source.join(''),
    );
    assert.deepEqual([sources[0], sources[3]], ['# Mine', '// yours']);
  });

  for (const [setting, kinds, count] of [
    ['charts only', ['display_data'], 1],
    ['strip', [], null],
  ] as const) {
    it(`takes outputs out of the file, and not out of the editor, where the setting is ${setting}`, async () => {
      const settings = vscode.workspace.getConfiguration('normscope');
      await settings.update('outputs', setting, vscode.ConfigurationTarget.Workspace);
      try {
        const uri = await writeNotebook(
          `${setting}.ipynb`,
          "console.log('text');\nnew nn.BatchNorm1d(3).forward(randn([8, 3]));\n1 + 1",
        );
        const notebook = await openFile(uri);
        const cell = await runCell(notebook, 0);
        await eventually("VS Code's serializer to note the count", () => cell.metadata.execution_count === 1);
        await eventually('the notebook to be saved', async () => notebook.save());
        await new Promise((resolve) => setTimeout(resolve, 500));
        assert.equal(cell.outputs.length, 3, 'the editor keeps them');
        assert.equal(notebook.isDirty, false);
        await vscode.commands.executeCommand('workbench.action.closeActiveEditor');
        const outputs = await eventually('a clean file', async () => {
          const [saved] = await savedCells(uri);
          return saved?.outputs?.length === kinds.length && saved.execution_count === count && saved.outputs;
        });
        assert.deepEqual(
          outputs.map(({ output_type }) => output_type),
          kinds,
        );
        const reopened = await openFile(uri);
        assert.equal(reopened.cellAt(0).outputs.length, kinds.length);
      } finally {
        await settings.update('outputs', undefined, vscode.ConfigurationTarget.Workspace);
      }
    });
  }

  it('is undone by Revert, also while a cell runs, and variables are kept', async () => {
    const settings = vscode.workspace.getConfiguration('files');
    await settings.update('autoSave', 'off', vscode.ConfigurationTarget.Global);
    after(() => settings.update('autoSave', undefined, vscode.ConfigurationTarget.Global));
    const uri = await writeNotebook(
      'reverted.ipynb',
      'let kept = 1;',
      'await new Promise((r) => setTimeout(r, 2500)); kept = 2;',
      'kept',
    );
    const notebook = await openFile(uri);
    await runCell(notebook, 0);
    await startCell(notebook, 1);
    await replaceText(notebook.cellAt(2), 'something else');
    await vscode.commands.executeCommand('workbench.action.files.revert');
    await eventually('the text of the file', () => notebook.cellAt(2).document.getText() === 'kept');
    assert.equal(notebook.cellCount, 3);
    const cell = await eventually('the cell to end', async () => {
      const ran = await runCell(notebook, 2);
      return outputTexts(ran).includes('2') && ran;
    });
    assert.deepEqual(outputTexts(cell), ['2']);
  });

  it('is one thing in two editors, which show one kernel', async () => {
    const uri = await writeNotebook('split.ipynb', 'let shared = 1;', 'shared += 1');
    const notebook = await openFile(uri);
    await runCell(notebook, 0);
    await vscode.commands.executeCommand('workbench.action.splitEditorRight');
    await eventually('two editors', () => vscode.window.visibleNotebookEditors.length === 2);
    assert.ok(vscode.window.visibleNotebookEditors.every((editor) => editor.notebook === notebook));
    assert.deepEqual(outputTexts(await runCell(notebook, 1)), ['2']);
    await vscode.commands.executeCommand('workbench.action.closeActiveEditor');
    await eventually('one editor', () => vscode.window.visibleNotebookEditors.length === 1);
    assert.deepEqual(outputTexts(await runCell(notebook, 1)), ['3'], 'the kernel lives on with the other editor');
  });

  it('that is corrupt opens with the reason and its text, and never empty', async () => {
    const uri = vscode.Uri.file(inWorkspace('corrupt text.ipynb'));
    const text = '{ "cells": [ { "cell_type": "code", "source": ["pre';
    await writeFile(uri.fsPath, text);
    await vscode.commands.executeCommand('vscode.open', uri).then(undefined, () => undefined);
    const page = await workbenchPage();
    await page
      .locator('.editor-placeholder, .monaco-editor-pane-placeholder')
      .first()
      .waitFor({ timeout: 10_000 })
      .catch(() => undefined);
    await screenshot('corrupt');
    assert.equal(vscode.window.activeNotebookEditor, undefined);
    assert.equal(await readFile(uri.fsPath, 'utf8'), text);
  });
});
