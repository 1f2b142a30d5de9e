import * as vscode from 'vscode';
import { eventually, rendererFrame, workbenchPage } from './workbench.ts';

export const THEMES = {
  light: 'Default Light Modern',
  dark: 'Default Dark Modern',
  'high-contrast': 'Default High Contrast',
  'high-contrast-light': 'Default High Contrast Light',
};

/** Changes the theme; resolves when the outputs of the notebook in front know of it. */
export async function setTheme(theme: string): Promise<void> {
  const frame = await rendererFrame();
  await vscode.workspace.getConfiguration('workbench').update('colorTheme', theme, vscode.ConfigurationTarget.Global);
  const id = theme.replace(/^Default (?=Light|Dark)/, '');
  await eventually(`theme ${theme}`, async () => {
    const shown = await frame.evaluate(() => document.body.dataset.vscodeThemeId ?? '');
    return shown.includes(id);
  });
}

/** Makes the window so many pixels wide. */
export async function setWidth(width: number): Promise<void> {
  await (await workbenchPage()).setViewportSize({ width, height: 1000 });
}
