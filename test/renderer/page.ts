import { readFile } from 'node:fs/promises';
import { type Browser, chromium, type Page } from 'playwright-core';
import { CSS_OF_THEMES, type Theme } from './themes.ts';

/** A secure context, as webviews are: only there a page may write to the clipboard. */
const ORIGIN = 'http://normscope.localhost';

/** As strict as a webview may be: no inline script, no eval, nothing from anywhere else. */
const POLICY = "default-src 'none'; script-src 'self'; style-src 'unsafe-inline'; img-src data:; font-src 'self'";

/**
 * One font for all machines, so that pictures of pages can be compared: Noto Sans, and DejaVu Sans for the arrows and
 * signs that it has not. A later face goes before an earlier one.
 */
const FONTS = [
  { file: 'dejavu-fonts-ttf/ttf/DejaVuSans.ttf', weight: 400, range: 'U+0-10FFFF' },
  { file: 'dejavu-fonts-ttf/ttf/DejaVuSans-Bold.ttf', weight: 700, range: 'U+0-10FFFF' },
  {
    file: '@fontsource/noto-sans/files/noto-sans-latin-400-normal.woff2',
    weight: 400,
    range: 'U+0-2AF, U+2013-2026, U+2212',
  },
  {
    file: '@fontsource/noto-sans/files/noto-sans-latin-700-normal.woff2',
    weight: 700,
    range: 'U+0-2AF, U+2013-2026, U+2212',
  },
  { file: '@fontsource/noto-sans/files/noto-sans-greek-400-normal.woff2', weight: 400, range: 'U+370-3FF' },
] as const;

const HTML = `<!doctype html><html lang="en"><head><title>Outputs</title><style>
${FONTS.map(
  ({ file, weight, range }) =>
    `@font-face { font-family: "Noto Sans"; src: url("/${file}"); font-weight: ${weight}; unicode-range: ${range}; }`,
).join('\n')}
body { margin: 8px; background: var(--vscode-editor-background); color: var(--vscode-editor-foreground); }
${CSS_OF_THEMES}
</style></head><body class="vscode-dark"><main id="output"></main></body></html>`;

let browser: Browser | undefined;

after(() => browser?.close());

/** Requests that a page made beyond its own files. */
export const strayRequests: string[] = [];

/** A page that has loaded the built renderer as VS Code does, but nothing else. */
export async function openRendererPage(width = 1200, locale = 'en-US'): Promise<Page> {
  browser ??= await chromium.launch({
    executablePath: process.env.CHROME_PATH ?? '/usr/bin/chromium',
    args: ['--no-sandbox', '--disable-gpu', '--font-render-hinting=none', '--disable-lcd-text'],
  });
  const page = await browser.newPage({
    viewport: { width, height: 700 },
    locale,
    permissions: ['clipboard-read', 'clipboard-write'],
  });
  const script = await readFile(new URL('../../dist/renderer.js', import.meta.url));
  const packages = new URL('../../node_modules/', import.meta.url);
  await page.route('**', async (route) => {
    const url = route.request().url();
    if (url === `${ORIGIN}/renderer.js`) return route.fulfill({ body: script, contentType: 'text/javascript' });
    if (url === `${ORIGIN}/`) {
      return route.fulfill({ body: HTML, contentType: 'text/html', headers: { 'content-security-policy': POLICY } });
    }
    const font = FONTS.find(({ file }) => url === `${ORIGIN}/${file}`);
    if (font !== undefined) return route.fulfill({ body: await readFile(new URL(font.file, packages)) });
    strayRequests.push(url);
    return route.abort();
  });
  await page.goto(`${ORIGIN}/`);
  // Charts measure their labels: in another font they would lie elsewhere.
  await page.evaluate(() =>
    Promise.all(['12px "Noto Sans"', 'bold 12px "Noto Sans"'].map((font) => document.fonts.load(font, 'aμ→'))),
  );
  await activateRenderer(page);
  return page;
}

/** Loads the renderer anew; where `isReachable`, beside an extension, whose part the test plays. */
export async function activateRenderer(page: Page, isReachable = false): Promise<void> {
  await page.evaluate(async (isReachable) => {
    const url = new URL('/renderer.js', location.href).href;
    const { activate } = (await import(url)) as { activate: (context: object) => object };
    const listeners: ((message: unknown) => void)[] = [];
    const sent: unknown[] = [];
    const messaging = {
      postMessage: (message: unknown) => sent.push(message),
      onDidReceiveMessage: (listener: (message: unknown) => void) => listeners.push(listener),
    };
    Object.assign(globalThis, {
      renderer: activate(isReachable ? messaging : {}),
      sent,
      receive: (message: unknown) => {
        for (const listener of listeners) listener(message);
      },
    });
  }, isReachable);
}

interface RendererGlobals {
  readonly renderer: {
    renderOutputItem: (item: object, element: HTMLElement) => void;
    disposeOutputItem: (id?: string) => void;
  };
  readonly sent: unknown[];
  readonly receive: (message: unknown) => void;
}

/** What cards have sent to the extension since this was last asked. */
export function sentMessages(page: Page): Promise<unknown[]> {
  return page.evaluate(() => (globalThis as unknown as RendererGlobals).sent.splice(0));
}

/** Sends `message` to all cards, as the extension does. */
export async function sendMessage(page: Page, message: unknown): Promise<void> {
  await page.evaluate((message) => {
    (globalThis as unknown as RendererGlobals).receive(message);
  }, message);
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

/** The fonts of this machine that the page's texts are drawn in, each with a text: none, where pictures are compared. */
export async function fontsOfThisMachine(page: Page): Promise<Record<string, string>> {
  const session = await page.context().newCDPSession(page);
  await session.send('DOM.enable');
  await session.send('CSS.enable');
  const { nodes } = await session.send('DOM.getFlattenedDocument', { depth: -1, pierce: true });
  const texts = new Map(
    nodes.flatMap(({ nodeType, parentId, nodeValue }) => (nodeType === 3 ? [[parentId, nodeValue]] : [])),
  );
  const found: Record<string, string> = {};
  for (const { nodeId, nodeName } of nodes) {
    const text = texts.get(nodeId);
    if (text === undefined || ['STYLE', 'TITLE'].includes(nodeName)) continue;
    const { fonts } = await session.send('CSS.getPlatformFontsForNode', { nodeId });
    for (const { familyName, isCustomFont } of fonts) if (!isCustomFont) found[familyName] = text;
  }
  await session.detach();
  return found;
}

export async function disposeOutput(page: Page, id?: string): Promise<void> {
  await page.evaluate((id) => {
    (globalThis as unknown as RendererGlobals).renderer.disposeOutputItem(id);
  }, id);
}

/** Has the page look as VS Code does in `theme`. */
export async function setTheme(page: Page, theme: Theme): Promise<void> {
  await page.evaluate((theme) => {
    document.body.className = theme;
  }, theme);
  await page.waitForTimeout(100);
}
