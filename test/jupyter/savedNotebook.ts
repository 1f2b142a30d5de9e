import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { isDeepStrictEqual } from 'node:util';
import { type Browser, chromium, type Page } from 'playwright-core';
import { CARD_MIME } from '../../src/protocol/mime.ts';

const ROOT = fileURLToPath(new URL('../../', import.meta.url));
const SOURCE = `new nn.BatchNorm1d(8).forward(randn([64, 8]).mul(3).add(2));
hist(randn([500]), { title: 'A histogram' })`;

declare const jupyterapp: { commands: { execute: (command: string, args: object) => Promise<unknown> } };

function environment(name: string): string {
  const value = process.env[name];
  if (value === undefined) throw new Error(`${name} is not set: run test/jupyter/launch.mjs`);
  return value;
}

/** Runs a cell with a card and a figure on the command line, and saves the notebook where JupyterLab finds it. */
function saveNotebook(name: string): string {
  const source = path.join(environment('NORMSCOPE_NOTEBOOKS'), 'source.ts');
  const notebook = path.join(environment('NORMSCOPE_NOTEBOOKS'), name);
  writeFileSync(source, SOURCE);
  const args = [path.join(ROOT, 'dist', 'cli.js'), 'run', source, '--output', notebook];
  const { status, stderr } = spawnSync(process.execPath, args, { encoding: 'utf8' });
  assert.equal(status, 0, stderr);
  return notebook;
}

function savedCards(notebook: string): unknown[] {
  const { cells } = JSON.parse(readFileSync(notebook, 'utf8')) as {
    cells: { outputs: { data: Record<string, unknown> }[] }[];
  };
  return cells.flatMap(({ outputs }) => outputs.flatMap(({ data }) => data[CARD_MIME] ?? []));
}

async function screenshot(page: Page, name: string): Promise<void> {
  const folder = path.join(ROOT, '.vscode-test', 'screenshots');
  mkdirSync(folder, { recursive: true });
  await page.screenshot({ path: path.join(folder, `jupyterlab-${name}.png`) });
}

describe('JupyterLab', () => {
  let browser: Browser;
  let page: Page;
  let notebook: string;

  before(async () => {
    notebook = saveNotebook('saved.ipynb');
    browser = await chromium.launch({
      executablePath: process.env.CHROME_PATH ?? '/usr/bin/chromium',
      args: ['--no-sandbox', '--disable-gpu'],
    });
    page = await browser.newPage({ viewport: { width: 1300, height: 900 } });
    const address = new URL(environment('NORMSCOPE_JUPYTER'));
    address.pathname += path.basename(notebook);
    await page.goto(address.href);
    // JupyterLab knows no kernel of our name: it asks for another, and shows the notebook without one all the same.
    await page.locator('.jp-Dialog button', { hasText: 'No Kernel' }).click({ timeout: 30_000 });
  });

  after(() => browser.close());

  for (const theme of ['Light', 'Dark']) {
    it(`shows the saved charts, ${theme.toLowerCase()}`, async () => {
      await page.evaluate(
        (name) => jupyterapp.commands.execute('apputils:change-theme', { theme: name }),
        `JupyterLab ${theme}`,
      );
      await page.waitForSelector(`[data-jp-theme-light="${theme === 'Light'}"]`, { state: 'attached' });
      await page.waitForSelector('#jupyterlab-splash', { state: 'detached' });
      const outputs = page.locator('.jp-OutputArea-output');
      await outputs.nth(1).waitFor();
      const pictures = outputs.locator('.chart-wrapper :is(svg, canvas)');
      await pictures.nth(1).waitFor();
      assert.equal(await outputs.count(), 2, 'the figure and the card');
      for (const picture of await pictures.all()) {
        const box = await picture.boundingBox();
        assert.ok(box !== null && box.width > 300 && box.height > 100, JSON.stringify(box));
      }
      await screenshot(page, theme.toLowerCase());
    });
  }

  it('keeps the card when it saves the notebook', async () => {
    const before = savedCards(notebook);
    assert.equal(before.length, 1);
    await page.evaluate(() => jupyterapp.commands.execute('docmanager:save', {}));
    assert.ok(isDeepStrictEqual(savedCards(notebook), before));
  });
});
