// Windows of VS Code that end without a word, and what is there when they are opened again: with the packaged extension,
// as a person installs it.
import assert from 'node:assert/strict';
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { after, before, describe, it } from 'mocha';
import { chromium } from 'playwright-core';
import { ensureChromium } from '../../scripts/chromium.mjs';
import { root } from '../../scripts/steps.mjs';
import { ensureServer, installExtension, startServer } from '../../scripts/vscodeServer.mjs';

const NOTEBOOK = {
  cells: [
    {
      cell_type: 'code',
      execution_count: null,
      metadata: { vscode: { languageId: 'typescript' } },
      outputs: [],
      source: ['const x = 1;'],
    },
  ],
  metadata: { kernelspec: { display_name: 'Normscope', language: 'typescript', name: 'normscope' } },
  nbformat: 4,
  nbformat_minor: 5,
};

const CONTENT = JSON.stringify(NOTEBOOK, undefined, 1);

const EDITED = 'const x = 1; // not saved';

/** Resolves when a condition holds, which may throw until then. */
async function eventually(what, condition) {
  for (const end = Date.now() + 60_000; ;) {
    const holds = (async () => condition())();
    if (await holds.catch(() => false)) return;
    if (Date.now() > end) throw new Error(`waited in vain for ${what}`);
    await new Promise((resolve) => setTimeout(resolve, 200));
  }
}

describe('A window that ends without a word', function () {
  this.timeout(240_000);

  const scratch = mkdtempSync(path.join(os.tmpdir(), 'normscope-reopened-'));
  const data = path.join(scratch, 'data');
  const workspace = path.join(scratch, 'workspace');
  let server, browser, page;

  before(async () => {
    mkdirSync(workspace);
    await ensureServer();
    const vsix = readdirSync(root).find((name) => name.endsWith('.vsix'));
    assert.ok(vsix, 'there is no .vsix: run npm run package first');
    const extensions = path.join(scratch, 'extensions');
    await installExtension(path.join(root, vsix), { data, extensions });
    const settings = { 'files.autoSave': 'off', 'workbench.startupEditor': 'none' };
    server = await startServer({ data, extensions, token: 'test', settings });
    browser = await chromium.launch({ executablePath: await ensureChromium(), args: ['--no-sandbox'] });
  });

  after(async () => {
    await browser?.close();
    await server?.stop();
    rmSync(scratch, { recursive: true, force: true });
  });

  /** Opens the folder in a new window; the one before ends as if it were killed. */
  async function openWindow() {
    await page?.close();
    page = await browser.newPage({ viewport: { width: 1200, height: 800 } });
    await page.goto(server.address(workspace, []));
    await page.waitForSelector('.monaco-workbench .explorer-folders-view', { timeout: 60_000 });
  }

  /** The text of the first code cell; its spaces are those that never break. */
  const cellText = async () =>
    (await page.locator('.notebook-editor .cell .monaco-editor .view-line').allTextContents())
      .join('\n')
      .replaceAll('\u00a0', ' ');

  function backups() {
    const folder = path.join(data, 'data', 'User', 'Backups');
    return readdirSync(folder, { recursive: true, withFileTypes: true })
      .filter((entry) => entry.isFile())
      .map((entry) => readFileSync(path.join(entry.parentPath, entry.name), 'utf8'));
  }

  it('loses nothing that was typed into a notebook, whose file stays as it was', async () => {
    const file = path.join(workspace, 'kept.ipynb');
    writeFileSync(file, CONTENT);
    await openWindow();
    await page.locator('.explorer-folders-view .monaco-list-row', { hasText: 'kept.ipynb' }).dblclick();
    await eventually('the notebook', async () => (await cellText()) === 'const x = 1;');
    await page.locator('.notebook-editor .cell .monaco-editor .view-line').first().click();
    await page.keyboard.press('End');
    await page.keyboard.type(' // not saved', { delay: 20 });
    await eventually('a backup', () => backups().some((text) => text.includes(EDITED)));
    await openWindow();
    await eventually('what was typed', async () => (await cellText()) === EDITED);
    assert.equal(readFileSync(file, 'utf8'), CONTENT);
  });
});
