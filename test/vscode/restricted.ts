import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { copyFile, readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import * as vscode from 'vscode';
import { closeAll, inWorkspace } from './notebooks.ts';
import { exportTo } from './saveDialog.ts';
import { eventually, rendererFrame, screenshot } from './workbench.ts';

/** A notebook that has been run elsewhere, with its card. */
async function writeExecutedNotebook(name: string): Promise<vscode.Uri> {
  const source = inWorkspace('source.ts');
  await writeFile(source, 'new nn.BatchNorm1d(3).forward(randn([16, 3]));\n');
  const file = inWorkspace(name);
  const cli = path.join(process.env.NORMSCOPE_ROOT ?? '.', 'dist', 'cli.js');
  const { status, stderr } = spawnSync(process.execPath, [cli, 'run', source, '--output', file], { encoding: 'utf8' });
  assert.equal(status, 0, stderr);
  return vscode.Uri.file(file);
}

describe('In a folder that is not trusted', () => {
  after(closeAll);

  it('saved cards and files of tensors are shown, and nothing runs', async () => {
    assert.equal(vscode.workspace.isTrusted, false);
    const notebook = await vscode.workspace.openNotebookDocument(await writeExecutedNotebook('executed.ipynb'));
    await vscode.window.showNotebookDocument(notebook);
    const extension = vscode.extensions.getExtension('normscope.normscope');
    await eventually('the extension to start', () => extension?.isActive);
    const frame = await rendererFrame();
    await eventually('the saved card', async () => (await frame.$$('.normscope-card .canvas svg')).length === 2);
    await screenshot('restricted');
    const cell = notebook.getCells().find(({ kind }) => kind === vscode.NotebookCellKind.Code);
    assert.ok(cell);
    const before = cell.outputs[0];
    void vscode.commands.executeCommand('notebook.cell.execute', {
      ranges: [{ start: cell.index, end: cell.index + 1 }],
      document: notebook.uri,
    });
    await new Promise((resolve) => setTimeout(resolve, 3000));
    assert.equal(cell.executionSummary?.timing, undefined, 'the cell did not run');
    assert.equal(cell.outputs[0], before, 'its output is the saved one');
    await vscode.commands.executeCommand('workbench.action.closeQuickOpen');

    const files = path.join(process.env.NORMSCOPE_ROOT ?? '.', 'test', 'tensorFiles', 'files');
    await copyFile(path.join(files, 'state.pt'), inWorkspace('state.pt'));
    await vscode.commands.executeCommand('vscode.open', vscode.Uri.file(inWorkspace('state.pt')));
    await rendererFrame('main.file tr.tensor');
    await vscode.commands.executeCommand('workbench.action.closeActiveEditor');

    const page = await readFile(await exportTo('normscope.exportHtml', inWorkspace('executed.html')), 'utf8');
    assert.match(page, /data-mime="application\/vnd\.normscope\.card/, 'what is shown can be exported');
  });
});
