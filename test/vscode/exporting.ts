import assert from 'node:assert/strict';
import { readdir, readFile } from 'node:fs/promises';
import path from 'node:path';
import * as vscode from 'vscode';
import { closeAll, inWorkspace, openNotebookOf, runCell } from './notebooks.ts';
import { exportTo } from './saveDialog.ts';

describe('Exporting a notebook', () => {
  let folder: string;

  before(async () => {
    folder = inWorkspace('exports');
    await vscode.workspace.fs.createDirectory(vscode.Uri.file(folder));
    const notebook = await openNotebookOf([
      ['new nn.BatchNorm1d(3).forward(randn([8, 3]));\nconsole.log("</script>")', 'typescript'],
      ['x = 1', 'python'],
    ]);
    await runCell(notebook, 0);
  });

  after(closeAll);

  it('writes one page with its cards', async () => {
    const page = await readFile(await exportTo('normscope.exportHtml', path.join(folder, 'lesson.html')), 'utf8');
    assert.match(page, /^<!doctype html>[^]*Content-Security-Policy/);
    assert.match(page, /data-mime="application\/vnd\.normscope\.card\.v1\+json"/);
    assert.match(page, /<span class="count"[^>]*>\[1\]<\/span>/);
    assert.match(page, /&lt;\/script&gt;/);
  });

  it('writes Markdown with the picture of a card beside it', async () => {
    const text = await readFile(await exportTo('normscope.exportMarkdown', path.join(folder, 'lesson.md')), 'utf8');
    const picture = /!\[BatchNorm1d\(3[^\n]*\]\((lesson_files\/[\d-]+\.svg)\)/.exec(text)?.[1];
    assert.ok(picture, text);
    assert.match(await readFile(path.join(folder, picture), 'utf8'), /^<svg/);
    assert.match(text, /```text\n<\/script>\n```/);
  });

  it('writes a script', async () => {
    const text = await readFile(await exportTo('normscope.exportScript', path.join(folder, 'lesson.ts')), 'utf8');
    assert.match(text, /^\/\/ %%\nnew nn\.BatchNorm1d[^]*\/\/ %% \[python\].*\n\/\/ x = 1\n$/);
    assert.deepEqual((await readdir(folder)).sort(), ['lesson.html', 'lesson.md', 'lesson.ts', 'lesson_files']);
  });
});
