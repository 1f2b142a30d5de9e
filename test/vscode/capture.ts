import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import path from 'node:path';
import * as vscode from 'vscode';
import { eventually } from './workbench.ts';

describe('Copy Capture Code', () => {
  it('puts the recipe of the chosen framework on the clipboard', async () => {
    const media = path.join(process.env.NORMSCOPE_ROOT ?? '.', 'media', 'capture');
    await vscode.env.clipboard.writeText('');
    const copying = vscode.commands.executeCommand('normscope.copyCaptureCode');
    const copied = await eventually('a recipe, the first of the list', async () => {
      await vscode.commands.executeCommand('workbench.action.acceptSelectedQuickOpenItem');
      return (await vscode.env.clipboard.readText()) || undefined;
    });
    await copying;
    assert.equal(copied, await readFile(path.join(media, 'pytorch.py'), 'utf8'));
    await vscode.commands.executeCommand('notifications.clearAll');
  });
});
