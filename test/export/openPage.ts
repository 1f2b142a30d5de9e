import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import { type Browser, type BrowserContextOptions, chromium, type Page } from 'playwright-core';
import { exportHtml, type Notebook, type Pictures } from '../../src/export/index.ts';

let browser: Browser | undefined;
let folder: string | undefined;

after(async () => {
  await browser?.close();
  if (folder !== undefined) await rm(folder, { recursive: true, force: true });
});

export interface OpenedPage {
  readonly page: Page;
  /** What went wrong in it, was asked for, or popped up. */
  readonly incidents: string[];
}

function built(name: string): Promise<string> {
  return readFile(new URL(`../../dist/${name}`, import.meta.url), 'utf8');
}

/** The page of a notebook, with the script and the style of the build. */
export async function pageOf(notebook: Notebook, pictures: Pictures = new Map()): Promise<string> {
  return exportHtml(notebook, { script: await built('page.js'), style: await built('page.css'), pictures });
}

/** Opens a page as a reader does who was sent the file: from the disk, without a network. */
export async function openPage(html: string, options: BrowserContextOptions = {}): Promise<OpenedPage> {
  browser ??= await chromium.launch({
    executablePath: process.env.CHROME_PATH ?? '/usr/bin/chromium',
    args: ['--no-sandbox', '--disable-gpu'],
  });
  folder ??= await mkdtemp(path.join(os.tmpdir(), 'normscope-page-'));
  const file = path.join(folder, 'page.html');
  await writeFile(file, html);
  const page = await browser.newPage({ offline: true, viewport: { width: 1200, height: 800 }, ...options });
  const incidents: string[] = [];
  page.on('pageerror', (error) => incidents.push(error.message));
  page.on('console', (message) => incidents.push(message.text()));
  page.on('dialog', (dialog) => {
    incidents.push(dialog.message());
    void dialog.dismiss();
  });
  page.on('request', (request) => {
    if (request.url() !== pathToFileURL(file).href && !request.url().startsWith('data:')) incidents.push(request.url());
  });
  await page.goto(pathToFileURL(file).href);
  return { page, incidents };
}
