import { readFile } from 'node:fs/promises';
import { type Browser, chromium, type Page } from 'playwright-core';

const ORIGIN = 'http://normscope.test';

/** As strict as a webview may be: no inline script, no eval, nothing from anywhere else. */
const POLICY = "default-src 'none'; script-src 'self'; style-src 'unsafe-inline'; img-src data:";

const HTML = '<!doctype html><html><body class="vscode-dark"><div id="output"></div></body></html>';

let browser: Browser | undefined;

after(() => browser?.close());

/** Requests that a page made beyond its own files. */
export const strayRequests: string[] = [];

/** A page that has loaded the built renderer as VS Code does, but nothing else. */
export async function openRendererPage(width = 1200): Promise<Page> {
  browser ??= await chromium.launch({
    executablePath: process.env.CHROME_PATH ?? '/usr/bin/chromium',
    args: ['--no-sandbox', '--disable-gpu'],
  });
  const page = await browser.newPage({ viewport: { width, height: 700 } });
  const script = await readFile(new URL('../../dist/renderer.js', import.meta.url));
  await page.route('**', async (route) => {
    const url = route.request().url();
    if (url === `${ORIGIN}/renderer.js`) return route.fulfill({ body: script, contentType: 'text/javascript' });
    if (url === `${ORIGIN}/`) {
      return route.fulfill({ body: HTML, contentType: 'text/html', headers: { 'content-security-policy': POLICY } });
    }
    strayRequests.push(url);
    return route.abort();
  });
  await page.goto(`${ORIGIN}/`);
  await page.evaluate(async () => {
    const url = new URL('/renderer.js', location.href).href;
    const { activate } = (await import(url)) as {
      activate: (context: object) => { renderOutputItem: unknown; disposeOutputItem: unknown };
    };
    Object.assign(globalThis, { renderer: activate({}) });
  });
  return page;
}

interface RendererGlobals {
  readonly renderer: {
    renderOutputItem: (item: object, element: HTMLElement) => void;
    disposeOutputItem: (id?: string) => void;
  };
}

/** Renders `data` as output `id`, as VS Code would. */
export async function render(page: Page, mime: string, data: unknown, id = 'one'): Promise<void> {
  await page.evaluate(
    ({ mime, data, id }) => {
      const { renderer } = globalThis as unknown as RendererGlobals;
      const root = document.querySelector<HTMLElement>('#output');
      if (root === null) throw new Error('the page has no output');
      renderer.renderOutputItem({ id, mime, json: () => data }, root);
    },
    { mime, data, id },
  );
}

export async function disposeOutput(page: Page, id?: string): Promise<void> {
  await page.evaluate((id) => {
    (globalThis as unknown as RendererGlobals).renderer.disposeOutputItem(id);
  }, id);
}
