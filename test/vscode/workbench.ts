import { mkdir } from 'node:fs/promises';
import path from 'node:path';
import { type Browser, chromium, type ConsoleMessage, type Frame, type Locator, type Page } from 'playwright-core';
import * as vscode from 'vscode';

/** Looks at VS Code's window from outside, through the debugging port of its browser. */

/** What this VS Code prints whatever runs in it. */
const NOISE = [
  /vsda|serviceWorker\.js|vscode-regexp-languagedetection/,
  /allow-scripts and allow-same-origin/,
  /Failed to load resource/,
  /\[Extension Host\]|extensionHost/,
  // Its support of notebook files notes ids and numbers of cells, also when the notebook has been closed.
  /isOnlyEditingMetadataOnNewCells/,
];

let browser: Browser | undefined;
const errors: string[] = [];

function noteErrors(page: Page): void {
  page.on('pageerror', (error) => errors.push(error.message));
  page.on('console', (message: ConsoleMessage) => {
    const text = `${message.text()} (${message.location().url})`;
    if (message.type() === 'error' && !NOISE.some((noise) => noise.test(text))) errors.push(text);
  });
}

export async function workbenchPage(): Promise<Page> {
  if (browser === undefined) {
    browser = await chromium.connectOverCDP(`http://127.0.0.1:${process.env.NORMSCOPE_DEBUGGING_PORT}`);
    for (const page of browser.contexts().flatMap((context) => context.pages())) noteErrors(page);
  }
  const pages = browser.contexts().flatMap((context) => context.pages());
  const page = pages.find((candidate) => /folder=|workbench\.html/.test(candidate.url())) ?? pages[0];
  if (page === undefined) throw new Error('VS Code shows no window');
  return page;
}

/** The errors that the window's console has shown since the last call. */
export function takeConsoleErrors(): string[] {
  return errors.splice(0);
}

export async function disconnect(): Promise<void> {
  await browser?.close();
}

/** Repeats `attempt` until it gives something other than undefined and false. */
export async function eventually<T>(
  what: string,
  attempt: () => T | undefined | false | Promise<T | undefined | false>,
  milliseconds = 15_000,
): Promise<T> {
  const deadline = Date.now() + milliseconds;
  for (;;) {
    const result = await attempt();
    if (result !== undefined && result !== false) return result;
    if (Date.now() > deadline) throw new Error(`waited in vain for ${what}`);
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
}

/** Waits for a notification. A window that has no focus keeps its notifications in their list. */
export async function showNotification(notification: Locator): Promise<void> {
  await eventually('the notification', async () => {
    await vscode.commands.executeCommand('notifications.showList');
    return notification.isVisible();
  });
}

/** The frames in which something matches `selector`. */
export async function framesWith(selector: string): Promise<Frame[]> {
  const page = await workbenchPage();
  const found: Frame[] = [];
  for (const frame of page.frames()) {
    if ((await frame.$$(selector).catch(() => [])).length > 0) found.push(frame);
  }
  return found;
}

/** The frame that shows the outputs of the notebook in front, once something in it matches `selector`. */
export function rendererFrame(selector = '.normscope-card'): Promise<Frame> {
  return eventually(`a frame with ${selector}`, async () => (await framesWith(selector))[0]);
}

/** Saves a picture of the window where a person can look at it. */
export async function screenshot(name: string): Promise<void> {
  const folder = path.join(process.env.NORMSCOPE_ROOT ?? '.', '.vscode-test', 'screenshots');
  await mkdir(folder, { recursive: true });
  await (await workbenchPage()).screenshot({ path: path.join(folder, `${name}.png`) });
}
