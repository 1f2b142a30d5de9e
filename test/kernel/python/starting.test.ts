import assert from 'node:assert/strict';
import { readdirSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { TestKernel } from '../runner.ts';
import { PythonCells } from './pythonCells.ts';

describe('Python cells', function () {
  this.timeout(60_000);
  const cells = new PythonCells();
  const { run } = cells;

  describe('are prepared', () => {
    /** An interpreter keeps tens of megabytes outside of JavaScript's heap. */
    const isPythonThere = async (): Promise<boolean> => {
      const { value } = await cells.kernel.run('process.memoryUsage().external > 30 * 2 ** 20');
      return value === 'true';
    };

    it('before the first of them, with the names of TypeScript cells', async () => {
      assert.equal(await isPythonThere(), false);
      cells.kernel.client.prepare('python');
      await cells.kernel.run('const x = tensor([1, 2])');
      assert.equal(await isPythonThere(), true);
      assert.equal((await run('x.sum().item()')).value, '3.0');
    });

    it('again after a restart', async () => {
      cells.kernel.client.prepare('python');
      await run('x = 1');
      await cells.kernel.client.restart();
      assert.equal(await isPythonThere(), true);
      assert.equal((await run("'x' in globals()")).value, 'False');
    });

    it('while a cell waits, which can be stopped', async () => {
      const preparing = new TestKernel({ cacheFolder: cells.cache });
      try {
        await preparing.run('1');
        preparing.client.prepare('python');
        const waiting = preparing.run("console.log('begun')");
        await preparing.client.interrupt();
        const { result, error, printed } = await waiting;
        assert.equal(result.success, false);
        assert.equal(error?.name, 'Interrupted');
        assert.equal(printed, '');
        assert.equal((await preparing.run('1 + 1', 'python')).value, '2');
      } finally {
        preparing.dispose();
      }
    });
  });

  it('start from a snapshot after the first time', async () => {
    await run('x = 1');
    const [code, snapshot, ...others] = readdirSync(cells.cache).sort();
    assert.equal(code, 'code');
    assert.match(snapshot ?? '', /^python-.*\.snapshot$/);
    assert.deepEqual(others, []);
    const second = new TestKernel({ cacheFolder: cells.cache });
    try {
      assert.equal((await second.run('import torch\ntorch.ones(2)', 'python')).value, 'tensor([1., 1.])');
    } finally {
      second.dispose();
    }
  });

  it('start without a place for a snapshot, and beside a broken one', async () => {
    writeFileSync(path.join(cells.cache, 'occupied'), '');
    const elsewhere = new TestKernel({ cacheFolder: path.join(cells.cache, 'occupied') });
    try {
      assert.equal((await elsewhere.run('1 + 1', 'python')).value, '2');
    } finally {
      elsewhere.dispose();
      rmSync(path.join(cells.cache, 'occupied'));
    }
  });
});
