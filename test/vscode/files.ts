import assert from 'node:assert/strict';
import { copyFile, readFile, writeFile } from 'node:fs/promises';
import * as vscode from 'vscode';
import { CARD_MIME } from '../../src/protocol/mime.ts';
import { activated, closeAll, inWorkspace, openNotebook, outputTexts, runCell } from './notebooks.ts';
import { answerSaveDialog } from './saveDialog.ts';
import { eventually, rendererFrame } from './workbench.ts';

const SOURCE = 'const bn = new nn.BatchNorm1d(4);\nconst y = bn.forward(randn([16, 4])); // σ, µ and 测试';

const FILE = {
  cells: [
    { cell_type: 'markdown', id: 'a1', metadata: { tags: ['intro'] }, source: ['# Title\n', '\n', 'Some *text*.'] },
    {
      cell_type: 'code',
      execution_count: null,
      id: 'b2',
      metadata: { unknown: { kept: [1, 2] }, vscode: { languageId: 'typescript' } },
      outputs: [],
      source: SOURCE.split(/(?<=\n)/),
    },
  ],
  metadata: {
    kernelspec: { display_name: 'Normscope', language: 'typescript', name: 'normscope' },
    language_info: { name: 'typescript' },
    unknown_of_file: 'kept too',
  },
  nbformat: 4,
  nbformat_minor: 5,
};

interface Saved {
  readonly cells: {
    readonly source: string[];
    readonly metadata: Record<string, unknown>;
    readonly execution_count?: number;
    readonly outputs?: { readonly data: Record<string, unknown> }[];
  }[];
  readonly metadata: Record<string, unknown>;
}

function openUnder(uri: vscode.Uri): vscode.NotebookDocument | undefined {
  return vscode.workspace.notebookDocuments.find((notebook) => notebook.uri.toString() === uri.toString());
}

describe('Notebook files', () => {
  afterEach(closeAll);

  it('keep everything through edit, run, save and reopen', async () => {
    const file = inWorkspace('round trip.ipynb');
    await writeFile(file, JSON.stringify(FILE, undefined, 1));
    const uri = vscode.Uri.file(file);
    const notebook = await vscode.workspace.openNotebookDocument(uri);
    await vscode.window.showNotebookDocument(notebook);
    await activated();
    const edit = new vscode.WorkspaceEdit();
    edit.insert(notebook.cellAt(1).document.uri, new vscode.Position(1, 0), '// edited\n');
    assert.ok(await vscode.workspace.applyEdit(edit));
    const cell = await runCell(notebook, 1);
    await eventually("VS Code's serializer to note the count", () => cell.metadata.execution_count === 1);
    await eventually('the notebook to be saved', async () => notebook.save());
    await closeAll();

    const saved = JSON.parse(await readFile(file, 'utf8')) as Saved;
    assert.deepEqual(saved.cells[0]?.source, FILE.cells[0]?.source);
    assert.deepEqual(saved.cells[0]?.metadata, { tags: ['intro'] });
    const code = saved.cells[1];
    assert.equal(code?.source.join(''), SOURCE.replace('\n', '\n// edited\n'));
    assert.deepEqual(code?.metadata.unknown, { kept: [1, 2] });
    assert.equal(code?.execution_count, 1);
    const times = Object.entries(code.metadata.execution as Record<string, string>);
    assert.deepEqual(times.map(([name]) => name).sort(), ['iopub.execute_input', 'shell.execute_reply']);
    for (const [, time] of times) assert.ok(Math.abs(Date.now() - Date.parse(time)) < 60_000, time);
    assert.equal(saved.metadata.unknown_of_file, 'kept too');
    assert.ok(
      code?.outputs?.some(({ data }) => CARD_MIME in data),
      'the card is in the file',
    );

    const copy = inWorkspace('reopened.ipynb');
    await copyFile(file, copy);
    const reopened = await vscode.workspace.openNotebookDocument(vscode.Uri.file(copy));
    await vscode.window.showNotebookDocument(reopened);
    assert.equal(reopened.cellAt(1).document.getText(), SOURCE.replace('\n', '\n// edited\n'));
    assert.equal(outputTexts(reopened.cellAt(1), CARD_MIME).length, 1);
    const frame = await rendererFrame();
    await eventually('the saved card', async () => (await frame.$$('.normscope-card .canvas svg')).length === 2);
  });

  it('give relative imports and paths their folder', async () => {
    await writeFile(inWorkspace('helper.ts'), 'export const double = (x: number): number => 2 * x;\n');
    await writeFile(inWorkspace('values.csv'), '1,2,3\n');
    const file = inWorkspace('imports.ipynb');
    const source = [
      "import { readFile } from 'node:fs/promises';\n",
      "import { double } from './helper.ts';\n",
      "[double(21), (await readFile('values.csv', 'utf8')).trim()]",
    ];
    const [, code] = FILE.cells;
    await writeFile(file, JSON.stringify({ ...FILE, cells: [{ ...code, source }] }));
    const notebook = await vscode.workspace.openNotebookDocument(vscode.Uri.file(file));
    await vscode.window.showNotebookDocument(notebook);
    await activated();
    assert.deepEqual(outputTexts(await runCell(notebook, 0)), ["[ 42, '1,2,3' ]"]);
    await new Promise((resolve) => setTimeout(resolve, 20));
    await writeFile(inWorkspace('helper.ts'), 'export const double = (x: number): number => 3 * x;\n');
    assert.deepEqual(outputTexts(await runCell(notebook, 0)), ["[ 63, '1,2,3' ]"], 'a changed file is read anew');
  });

  it('keep their kernel when they are saved under a name for the first time, and when they are renamed', async () => {
    const before = await openNotebook('let kept = 41;', 'kept + 1');
    await runCell(before, 0);
    const uri = vscode.Uri.file(inWorkspace('named.ipynb'));
    const saved = vscode.workspace.saveAs(before.uri);
    await answerSaveDialog(uri.fsPath);
    assert.equal((await saved)?.fsPath, uri.fsPath);
    const named = await eventually('the named notebook', () => openUnder(uri));
    assert.deepEqual(outputTexts(await runCell(named, 1)), ['42']);
    await named.save();

    const renamedUri = vscode.Uri.file(inWorkspace('renamed.ipynb'));
    const edit = new vscode.WorkspaceEdit();
    edit.renameFile(uri, renamedUri);
    assert.ok(await vscode.workspace.applyEdit(edit));
    const renamed = await eventually('the renamed notebook', () => openUnder(renamedUri));
    await vscode.window.showNotebookDocument(renamed);
    await activated();
    assert.deepEqual(outputTexts(await runCell(renamed, 1)), ['42']);
  });

  it('open empty for a new notebook, with our kernel', async () => {
    await vscode.commands.executeCommand('normscope.newNotebook');
    const notebook = vscode.window.activeNotebookEditor?.notebook;
    assert.ok(notebook);
    assert.equal(notebook.isUntitled, true);
    assert.equal(notebook.cellAt(0).document.languageId, 'typescript');
  });
});
