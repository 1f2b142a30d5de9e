import assert from 'node:assert/strict';
import { existsSync, mkdtempSync, readdirSync, rmSync, utimesSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { TestKernel } from './runner.ts';

describe("A kernel's compiled code", () => {
  let cacheFolder: string;

  beforeEach(() => {
    cacheFolder = mkdtempSync(path.join(os.tmpdir(), 'normscope-cache-'));
  });

  afterEach(() => {
    rmSync(cacheFolder, { recursive: true });
  });

  function keptFiles(): string[] {
    const code = path.join(cacheFolder, 'code');
    return readdirSync(code, { recursive: true, withFileTypes: true })
      .filter((entry) => entry.isFile())
      .map(({ parentPath, name }) => path.join(parentPath, name));
  }

  /** What an ending kernel still writes, it has written then. */
  function end(kernel: TestKernel): Promise<unknown> {
    const ended = new Promise((resolve) => {
      kernel.client.onExit(resolve);
    });
    kernel.dispose();
    return ended;
  }

  /** Runs a cell in a kernel of its own, waits for what it keeps, and for the end of the kernel. */
  async function value(code: string, keeps: () => boolean, folder = cacheFolder): Promise<string | undefined> {
    const kernel = new TestKernel({ cacheFolder: folder });
    try {
      const run = await kernel.run(code);
      while (!keeps()) await new Promise((resolve) => setTimeout(resolve, 20));
      return run.value;
    } finally {
      await end(kernel);
    }
  }

  it('is kept for the next kernel, without what earlier versions kept', async () => {
    assert.equal(await value('1 + 1', () => keptFiles().length > 0), '2');
    const old = path.join(path.dirname(keptFiles()[0] ?? ''), 'old');
    writeFileSync(old, '');
    utimesSync(old, 0, 0);
    assert.equal(await value('1 + 2', () => !existsSync(old)), '3');
    assert.notEqual(keptFiles().length, 0);
  });

  it('is not mixed with that of programs that cells start', async () => {
    assert.equal(await value('process.env.NODE_COMPILE_CACHE', () => true), undefined);
  });

  it('of other programs, in a folder that the user named for all of them, is left alone', async () => {
    process.env.NODE_COMPILE_CACHE = path.join(cacheFolder, 'code');
    const kernel = new TestKernel();
    const next = new TestKernel();
    try {
      await kernel.run('1');
      while (keptFiles().length === 0) await new Promise((resolve) => setTimeout(resolve, 20));
      const old = path.join(path.dirname(keptFiles()[0] ?? ''), 'old');
      writeFileSync(old, '');
      utimesSync(old, 0, 0);
      // What a kernel keeps, it keeps before its second cell.
      for (const code of ['1', '2', '3']) await next.run(code);
      assert.ok(existsSync(old));
    } finally {
      delete process.env.NODE_COMPILE_CACHE;
      await Promise.all([kernel, next].map(end));
    }
  });

  it('is done without where it cannot be kept, or is broken', async () => {
    await value('1', () => keptFiles().length > 0);
    for (const file of keptFiles()) writeFileSync(file, 'broken');
    assert.equal(await value('1 + 1', () => true), '2');
    const occupied = path.join(cacheFolder, 'occupied');
    writeFileSync(occupied, '');
    assert.equal(await value('1 + 1', () => true, occupied), '2');
  });
});
