import assert from 'node:assert/strict';
import { readFile, writeFile } from 'node:fs/promises';
import * as vscode from 'vscode';
import { CARD_MIME } from '../../src/protocol/mime.ts';
import { closeAll, inWorkspace, outputTexts, replaceText, runCell } from './notebooks.ts';
import { eventually, screenshot, workbenchPage } from './workbench.ts';

const LESSON = [
  '\uFEFF---',
  'title: Lesson',
  '---',
  '',
  '# Batch normalization',
  '```ts title="one"  ',
  'const x = randn([16, 4]);',
  '~~~',
  '```',
  '- a list  ',
  ' ~~~~py',
  " print('Python')",
  ' ~~~~',
  '',
  '',
].join('\r\n');

function openMarkdown(name: string, content: string | Uint8Array): Promise<vscode.Uri> {
  const file = inWorkspace(name);
  return writeFile(file, content).then(async () => {
    const uri = vscode.Uri.file(file);
    await vscode.commands.executeCommand('normscope.openMarkdownAsNotebook', uri);
    return uri;
  });
}

async function notebookAt(uri: vscode.Uri): Promise<vscode.NotebookDocument> {
  return eventually(
    'the notebook',
    () =>
      vscode.window.visibleNotebookEditors.find(({ notebook }) => notebook.uri.toString() === uri.toString())?.notebook,
  );
}

describe('Markdown notebooks', () => {
  afterEach(closeAll);

  it('run their cells and are saved without a byte changed that was not edited', async () => {
    const uri = await openMarkdown('lesson.md', LESSON.replace('~~~\r\n```', '```'));
    const notebook = await notebookAt(uri);
    assert.deepEqual(
      notebook.getCells().map(({ document }) => document.languageId),
      ['yaml', 'markdown', 'typescript', 'markdown', 'python'],
    );
    await replaceText(notebook.cellAt(2), 'const y = new nn.BatchNorm1d(4).forward(randn([16, 4]));\ny.shape');
    const cell = await runCell(notebook, 2);
    assert.ok(cell.outputs.some(({ items }) => items.some(({ mime }) => mime === CARD_MIME)));
    assert.match(outputTexts(cell).join(''), /\[ 16, 4 \]/);
    assert.match(outputTexts(await runCell(notebook, 4)).join(''), /Python/);
    await screenshot('markdown');
    await eventually('the notebook to be saved', async () => notebook.save());
    const expected = LESSON.replace(
      'const x = randn([16, 4]);\r\n~~~',
      'const y = new nn.BatchNorm1d(4).forward(randn([16, 4]));\r\ny.shape',
    );
    assert.equal(await readFile(uri.fsPath, 'utf8'), expected);
  });

  it('are saved as they were where nothing was edited, though VS Code takes them for changed', async () => {
    const uri = await openMarkdown('untouched.md', LESSON);
    const notebook = await notebookAt(uri);
    const { document } = notebook.cellAt(1);
    const before = document.getText();
    await replaceText(notebook.cellAt(1), 'Something else');
    await replaceText(notebook.cellAt(1), before);
    await eventually('the notebook to be saved', async () => notebook.save());
    assert.equal(await readFile(uri.fsPath, 'utf8'), LESSON);
  });

  it('open as text with the reason, and are left alone, where their bytes are no text', async () => {
    const bytes = Uint8Array.of(0x23, 0x20, 0xff, 0xfe, 0x0a);
    const file = inWorkspace('latin.md');
    await writeFile(file, bytes);
    await vscode.commands
      .executeCommand('normscope.openMarkdownAsNotebook', vscode.Uri.file(file))
      .then(undefined, () => undefined);
    const page = await workbenchPage();
    await eventually('the reason', async () => (await page.innerText('body')).includes('not text in UTF-8'));
    await eventually('a text editor', () => vscode.window.activeTextEditor?.document.uri.fsPath === file);
    await eventually('its tab alone', () => vscode.window.tabGroups.activeTabGroup.tabs.length === 1);
    assert.deepEqual(Uint8Array.from(await readFile(file)), bytes);
  });

  it('become Jupyter notebooks, and those Markdown', async () => {
    const uri = await openMarkdown('convert.md', '# Title\n\n```ts\n1 + 1\n```\n');
    await notebookAt(uri);
    await vscode.commands.executeCommand('normscope.convertToJupyter');
    const jupyter = await eventually('the Jupyter notebook', () => {
      const notebook = vscode.window.activeNotebookEditor?.notebook;
      return notebook?.notebookType === 'jupyter-notebook' && notebook;
    });
    assert.deepEqual(outputTexts(await runCell(jupyter, 1)), ['2']);
    await vscode.commands.executeCommand('normscope.convertToMarkdown');
    const markdown = await eventually('the Markdown notebook', () => {
      const notebook = vscode.window.activeNotebookEditor?.notebook;
      return notebook?.notebookType === 'normscope-markdown' && notebook;
    });
    assert.deepEqual(
      markdown.getCells().map(({ document }) => [document.languageId, document.getText()]),
      [
        ['markdown', '# Title'],
        ['typescript', '1 + 1'],
      ],
    );
  });
});
