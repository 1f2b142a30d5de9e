import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { type Browser, chromium } from 'playwright-core';
import { TOLERANCE, WORKS } from '../bench/works.ts';

const DIST = new URL('../../dist/', import.meta.url);

const TYPES: Readonly<Record<string, string>> = { js: 'text/javascript', wasm: 'application/wasm', html: 'text/html' };

/** Serves the build to a page that is isolated, and so may share memory with its workers. */
function serve(requested: Set<string>): Server {
  return createServer((request, response) => {
    const path = new URL(request.url ?? '/', 'http://localhost').pathname.slice(1);
    requested.add(path);
    const type = TYPES[path.split('.').at(-1)!] ?? 'text/html';
    response.setHeader('Content-Type', type);
    response.setHeader('Cross-Origin-Opener-Policy', 'same-origin');
    response.setHeader('Cross-Origin-Embedder-Policy', 'require-corp');
    try {
      response.end(path === '' ? '<!doctype html><title>engine</title>' : readFileSync(new URL(path, DIST)));
    } catch {
      response.writeHead(404).end();
    }
  });
}

interface Answer {
  readonly loaded: boolean;
  readonly errors: Readonly<Record<string, number>>;
}

describe('The engine in a browser', function () {
  this.timeout(120_000);
  let browser: Browser;
  let server: Server;
  const requested = new Set<string>();

  before(async () => {
    browser = await chromium.launch({
      executablePath: process.env.CHROME_PATH ?? '/usr/bin/chromium',
      args: ['--no-sandbox'],
    });
    server = serve(requested);
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  });

  after(async () => {
    await browser.close();
    server.close();
  });

  it('computes all workloads with kernels on workers that share memory, as exactly as elsewhere', async () => {
    const page = await browser.newPage();
    await page.goto(`http://127.0.0.1:${(server.address() as AddressInfo).port}/`);
    const answer = await page.evaluate<Answer>(`new Promise((resolve, reject) => {
      const worker = new Worker('test/browserWorker.js', { type: 'module' });
      worker.onmessage = (event) => resolve(event.data);
      worker.onerror = (event) => reject(new Error(event.message));
    })`);
    assert.ok(answer.loaded, 'the kernels run');
    assert.ok(requested.has('test/thread.js'), 'a second thread was started');
    assert.deepEqual(Object.keys(answer.errors), Object.keys(WORKS));
    for (const [work, error] of Object.entries(answer.errors)) assert.ok(error <= TOLERANCE, `${work}: ${error}`);
  });
});
