import assert from 'node:assert/strict';
import { TestKernel } from './runner.ts';

const TRAINING = `
  manualSeed(1);
  const model = new nn.Sequential(new nn.Linear(4, 8), new nn.BatchNorm1d(8), new nn.Linear(8, 8), new nn.BatchNorm1d(8), new nn.Linear(8, 1));
  const x = randn([16, 4]);
  let step = 0;
  const train = (steps: number): void => {
    for (let i = 0; i < steps; i++) {
      step++;
      if (step === 5) noGrad(() => model.at(3).bias.fill_(50));
      model.zeroGrad();
      model.call(x).pow(2).mean().backward();
    }
  };`;

describe('A watch point', function () {
  this.timeout(60_000);
  let kernel: TestKernel;

  before(() => {
    kernel = new TestKernel();
  });

  after(() => {
    kernel.dispose();
  });

  it('ends a training cell at the step where its condition is met, with the card of that call and all variables', async () => {
    await kernel.run(TRAINING);
    const { error, cards, result } = await kernel.run(
      `const seen: number[] = [];
      const point = lens.when(({ layer, stats }) => { seen.push(stats.step); return stats.mean > 40; });
      train(20);`,
    );
    assert.equal(result.success, false);
    assert.equal(error?.name, 'WatchPointReached');
    assert.match(
      error.message,
      /^step 5: BatchNorm1d\(8, .*\) met the condition .*stats\.mean > 40; \}; its output has mean 50, std 1, .*lens\.clear\(\) takes the condition away\.$/,
    );
    assert.match(error.traceback, /Cell In\[1\], line 11, in train/);
    // The card is that of the call that met it: the last one of the second layer.
    const card = cards.at(-1)!;
    assert.deepEqual([cards.length, card.calls, Math.round(card.stages.output.mean!)], [2, 5, 50]);
    assert.equal((await kernel.run('[step, seen.length, seen.at(-1)]')).value, '[ 5, 10, 5 ]');
  });

  it('holds for cells after it, which count their steps anew, until it is removed', async () => {
    assert.match((await kernel.run('train(3)')).error?.message ?? '', /^step 1: /);
    assert.equal((await kernel.run('point.remove(); train(3)')).error, undefined);
    await kernel.run('lens.when(({ stats }) => stats.input.nan + stats.output.inf >= 0)');
    assert.match((await kernel.run('train(1)')).error?.message ?? '', /^step 1: BatchNorm1d/);
    assert.equal((await kernel.run('lens.clear(); train(1)')).error, undefined);
  });

  it('is not asked within experiments, and shows the card where a view of the run would be in its place', async () => {
    const quiet = await kernel.run('lens.when(() => true); compare(new nn.LayerNorm([4]), x); diagnose(model, x);');
    assert.equal(quiet.error, undefined);
    const watched = await kernel.run('watch(model); train(2)');
    assert.match(watched.error?.message ?? '', /^step 1: /);
    assert.equal(watched.cards.length, 1);
    await kernel.run('lens.clear()');
  });

  it('refuses what is no condition, and passes on its own error', async () => {
    assert.match(
      (await kernel.run('lens.when(3)')).error?.message ?? '',
      /lens\.when takes a function of \{ layer, stats \}, but got number/,
    );
    await kernel.run('lens.when(() => { throw new RangeError("mine"); })');
    assert.equal((await kernel.run('train(1)')).error?.name, 'RangeError');
    await kernel.run('lens.clear(); lens.when(async () => true)');
    assert.match((await kernel.run('train(1)')).error?.message ?? '', /answers at once, not a promise/);
    await kernel.run('lens.clear()');
  });
});
