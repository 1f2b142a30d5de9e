import assert from 'node:assert/strict';
import { TestKernel } from '../kernel/runner.ts';

describe('An experiment that is stopped', () => {
  let kernel: TestKernel;

  beforeEach(() => {
    kernel = new TestKernel();
  });

  afterEach(() => {
    kernel.dispose();
  });

  it('leaves the model as it was, and cards go on', async () => {
    await kernel.run(`
      const model = new nn.Sequential(new nn.Linear(4, 8), new nn.BatchNorm1d(8), new nn.Linear(8, 1)).eval();
      const batch = [randn([16, 4]), randn([16, 1])];
      const state = () => JSON.stringify([[...model.stateDict()].map(([, value]) => value.tolist()), model.training]);
      const before = state();
      let calls = 0;
      const endless = (output, target) => {
        if (++calls === 4) { console.log('started'); for (;;); }
        return F.mseLoss(output, target);
      };
    `);
    const started = kernel.nextText();
    const running = kernel.run('manualSeed(5); lossAlongGradient(model, endless, batch)');
    await started;
    await kernel.client.interrupt();
    assert.equal((await running).error?.name, 'Interrupted');
    const after = await kernel.run(
      'const next = randn([1]).item(); manualSeed(5); [state() === before, next === randn([1]).item()]',
    );
    assert.equal(after.value, '[ true, true ]');
    assert.equal((await kernel.run('new nn.BatchNorm1d(3).call(randn([8, 3]));')).cards.length, 1);
  });
});
