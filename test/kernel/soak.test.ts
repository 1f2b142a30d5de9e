import assert from 'node:assert/strict';
import { TestKernel } from './runner.ts';

const RUNS = 1000;

/** By then everything is loaded, and as many cards are kept as ever will be. */
const SETTLED = 300;

/** A notebook's day: training, printing, a fault, both languages. */
const CELLS = [
  ['typescript', 'const net = new nn.Sequential(new nn.Linear(64, 64), new nn.BatchNorm1d(64), new nn.ReLU());'],
  ['typescript', 'for (let i = 0; i < 3; i++) net.call(randn([32, 64])).mean().backward();'],
  ['typescript', 'console.log(String(i)); nope'],
  ['python', 'import torch\nx = torch.randn(32, 64)\ny = torch.nn.LayerNorm(64)(x)\ny'],
  ['typescript', 'const square = randn([50, 50]); F.layerNorm(square, [50])'],
  ['python', 'print(y.mean().item()); missing'],
] as const;

describe('A kernel that runs a thousand cells', () => {
  it('does each as it did the first, and needs no more memory', async function () {
    this.timeout(300_000);
    const kernel = new TestKernel();
    try {
      const megabytes = async (): Promise<number> =>
        Number((await kernel.run('process.memoryUsage().rss / 2 ** 20')).value);
      const cards: number[] = [];
      let settled = 0;
      for (let run = 0; run < RUNS; run++) {
        const [language, code] = CELLS[run % CELLS.length]!;
        const ended = await kernel.run(code.replace('String(i)', String(run)), language);
        assert.equal(ended.result.success, !/nope|missing/.test(code), ended.error?.traceback);
        if (run < CELLS.length) cards.push(ended.cards.length);
        else assert.equal(ended.cards.length, cards[run % CELLS.length]);
        if (run === SETTLED) settled = await megabytes();
      }
      const grown = (await megabytes()) - settled;
      assert.ok(grown < 200, `${grown.toFixed(0)} MB more after ${RUNS} cells than after ${SETTLED}`);
    } finally {
      kernel.dispose();
    }
  });
});
