import { stat } from 'node:fs/promises';
import * as vscode from 'vscode';
import { eventually, workbenchPage } from './workbench.ts';

const INPUT = '.quick-input-widget input';

/** Types `file` into the dialog that asks where to save, once it has made its own proposal. */
export async function answerSaveDialog(file: string): Promise<void> {
  const page = await workbenchPage();
  await page.waitForSelector(INPUT);
  await eventually('the proposed name', async () => /[^/\\]$/.test(await page.inputValue(INPUT)));
  await eventually(`${file} to be taken`, async () => {
    if (!(await page.isVisible(INPUT))) return true;
    if ((await page.inputValue(INPUT)) !== file) await page.fill(INPUT, file);
    await page.press(INPUT, 'Enter', { timeout: 1000 }).catch(() => undefined);
    await page.waitForTimeout(300);
    return !(await page.isVisible(INPUT));
  });
}

/** Runs a command that asks where to save, answers with `file`, and returns that when the file is written. */
export async function exportTo(command: string, file: string): Promise<string> {
  const done = vscode.commands.executeCommand(command);
  await answerSaveDialog(file);
  await done;
  await eventually(`${file} to be written`, async () => (await stat(file).catch(() => undefined))?.isFile());
  return file;
}
