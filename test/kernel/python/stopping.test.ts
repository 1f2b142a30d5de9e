import assert from 'node:assert/strict';
import { setTimeout } from 'node:timers/promises';
import { type CellRun, TestKernel } from '../runner.ts';
import { dedent, PythonCells } from './pythonCells.ts';

describe('Python cells', function () {
  this.timeout(60_000);
  const cells = new PythonCells();
  const { run } = cells;

  describe('are stopped', () => {
    const stopWithin = async (code: string): Promise<CellRun> => {
      await run("kept = 'kept'");
      const running = run(`print('go', flush=True)\n${code}`);
      await cells.kernel.nextText();
      await cells.kernel.client.interrupt();
      const result = await running;
      assert.equal((await run('kept')).value, "'kept'");
      return result;
    };

    for (const [what, code] of [
      ['an endless loop', 'while True: pass'],
      [
        'an endless loop that catches errors',
        'while True:\n    try:\n        1 / 0\n    except Exception:\n        pass',
      ],
      ['a long sleep', 'import time\ntime.sleep(1000)'],
      ['a training loop', 'import torch\nx = torch.ones(1000)\nwhile True:\n    x = x * 1.0'],
    ] as const) {
      it(`in ${what}, with all variables kept`, async () => {
        assert.equal((await stopWithin(code)).error?.name, 'KeyboardInterrupt');
      });
    }

    it('in an await, with all variables kept', async () => {
      const result = await stopWithin('import asyncio\nawait asyncio.sleep(1000)');
      assert.equal(result.result.success, false);
    });

    for (const [where, loop] of [
      ['whenever it comes', 'pass'],
      ['also where tensors die as it comes', 'x = x * 1.0'],
    ] as const) {
      it(`each time, ${where}`, async () => {
        await run("kept = 'kept'\nimport torch\nx = torch.ones(10)");
        for (let round = 0; round < 60; round++) {
          const running = run(`print('go', flush=True)\nwhile True: ${loop}`);
          await cells.kernel.nextText();
          await cells.kernel.client.interrupt();
          assert.equal((await running).error?.name, 'KeyboardInterrupt');
        }
        assert.equal((await run('kept')).value, "'kept'");
      });
    }

    it('by force only when asked again, where they catch what stops them: Python starts anew and says so', async () => {
      await cells.kernel.run('const kept = tensor([7])');
      const running = run(dedent`
        while True:
            try:
                print('go', flush=True)
                while True: pass
            except BaseException: pass
      `);
      await cells.kernel.nextText();
      const stopped = cells.kernel.client.interrupt();
      assert.equal(await Promise.race([running, setTimeout(2000, 'still running')]), 'still running');
      await cells.kernel.client.interrupt();
      await stopped;
      const { error } = await running;
      assert.equal(error?.name, 'PythonRestarted');
      assert.match(error.message, /all Python variables are lost/);
      assert.equal((await run('kept.item()')).value, '7.0');
    });

    it('while Python starts', async () => {
      const starting = new TestKernel({ cacheFolder: cells.cache });
      try {
        await starting.run("print('ready')");
        const running = starting.run("print('begun')", 'python');
        await setTimeout(100);
        await starting.client.interrupt();
        const { result, error, printed } = await running;
        assert.equal(result.success, false);
        assert.equal(error?.name, 'KeyboardInterrupt');
        assert.equal(printed, '');
        assert.equal((await starting.run('1 + 1', 'python')).value, '2');
      } finally {
        starting.dispose();
      }
    });
  });
});
