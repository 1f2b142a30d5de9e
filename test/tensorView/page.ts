import { readFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { type Browser, chromium, type Page } from 'playwright-core';
import type { OpenTensorFile, TensorFile } from '../../src/protocol/tensorFiles.ts';
import {
  parseTensorViewRequest,
  type TensorViewMessage,
  type TensorViewRequest,
} from '../../src/protocol/tensorView.ts';
import { TensorFiles } from '../../src/tensorFiles/index.ts';
import { CSS_OF_THEMES, type Theme } from '../renderer/themes.ts';

const ORIGIN = 'http://normscope.localhost';
const NONCE = 'abc';
/** That of the editor's page. */
const POLICY = `default-src 'none'; script-src 'nonce-${NONCE}'; style-src 'unsafe-inline'`;

/** A file of the tests. */
export function testFile(name: string): OpenTensorFile {
  return { name, path: fileURLToPath(new URL(`../tensorFiles/files/${name}`, import.meta.url)) };
}

function html(language: string): string {
  return `<!doctype html><html lang="${language}"><head><title>Tensors</title><style>
body { margin: 0; background: var(--vscode-editor-background); }
${CSS_OF_THEMES}
</style><script nonce="${NONCE}">
globalThis.acquireVsCodeApi = () => ({ postMessage: (message) => { ask(message).then((answer) => {
  if (answer) postMessage(JSON.parse(JSON.stringify(answer)), '*');
}); } });
</script></head><body class="vscode-dark" data-language="${language}" data-renderer="${ORIGIN}/renderer.js">
<script type="module" nonce="${NONCE}" src="/tensorView.js"></script></body></html>`;
}

let browser: Browser | undefined;

after(() => browser?.close());

/** An editor's page, and what it asks of the extension beside the numbers of its tensors. */
export interface OpenedPage {
  readonly page: Page;
  readonly asked: TensorViewRequest[];
  /** What went wrong in the page. */
  readonly errors: string[];
}

interface PageOptions {
  readonly width?: number;
  readonly language?: string;
  readonly theme?: Theme;
}

/** How the extension answers `request`. */
async function answer(files: TensorFiles, request: TensorViewRequest): Promise<TensorViewMessage | undefined> {
  try {
    if (request.type === 'describe') {
      return { type: 'answer', id: request.id, answer: await files.describe(request.place) };
    }
    if (request.type === 'change') return { type: 'answer', id: request.id, answer: await files.change(request) };
    return undefined;
  } catch (error) {
    return { type: 'problem', id: 'id' in request ? request.id : 0, problem: (error as Error).message };
  }
}

/** The editor's page with `files`, as VS Code shows it, with the build's scripts and the real reader behind it. */
export async function openTensorPage(
  files: readonly OpenTensorFile[],
  { width = 1200, language = 'en', theme = 'vscode-dark' }: PageOptions = {},
): Promise<OpenedPage> {
  browser ??= await chromium.launch({
    executablePath: process.env.CHROME_PATH ?? '/usr/bin/chromium',
    args: ['--no-sandbox', '--disable-gpu'],
  });
  const page = await browser.newPage({ viewport: { width, height: 800 } });
  const [asked, errors]: [TensorViewRequest[], string[]] = [[], []];
  page.on('pageerror', (error) => errors.push(error.message));
  page.on('console', (message) => {
    if (message.type() === 'error') errors.push(message.text());
  });
  await page.route('**', async (route) => {
    const name = new URL(route.request().url()).pathname.slice(1);
    if (name === '') {
      const headers = { 'content-security-policy': POLICY };
      return route.fulfill({ body: html(language), contentType: 'text/html', headers });
    }
    const body = await readFile(new URL(`../../dist/${name}`, import.meta.url));
    return route.fulfill({ body, contentType: 'text/javascript' });
  });
  const reader = new TensorFiles();
  let shown: TensorFile[] = [];
  page.on('close', () => void reader.close());
  await page.exposeFunction('ask', async (message: unknown): Promise<TensorViewMessage | undefined> => {
    const request = parseTensorViewRequest(message);
    if (request === undefined) throw new Error('the page asks for what nobody knows');
    if (request.type !== 'ready') {
      asked.push(request);
      return answer(reader, request);
    }
    try {
      shown = await reader.open(files);
      return { type: 'show', files: shown };
    } catch (error) {
      return { type: 'refused', reason: (error as Error).message };
    }
  });
  await page.goto(`${ORIGIN}/`);
  await page.evaluate((theme) => {
    document.body.className = theme;
  }, theme);
  await page.waitForSelector('h1');
  return { page, asked, errors };
}

/** Waits until all that can be measured has been. */
export async function allMeasured(page: Page): Promise<void> {
  await page.waitForFunction(() => !/measured|已统计/.test(document.querySelector('.progress')?.textContent ?? ''));
}
