import assert from 'node:assert/strict';
import { TestKernel } from './runner.ts';

describe('A kernel that is asked for a set of a card', () => {
  let kernel: TestKernel;

  beforeEach(() => {
    kernel = new TestKernel();
  });

  afterEach(() => {
    kernel.dispose();
  });

  async function cardId(): Promise<string> {
    const { cards } = await kernel.run('const x = randn([16, 4]); const y = new nn.BatchNorm1d(4).forward(x);');
    return cards[0]!.id;
  }

  it('describes it, and any unknown one not at all', async () => {
    const card = await cardId();
    const detail = await kernel.client.ask('detail', { card, set: 2 });
    assert.equal(detail?.set, 2);
    const { value } = await kernel.run('x.narrow(1, 2, 1).max().item()');
    assert.ok(Math.abs((detail.stages.input.max ?? NaN) - Number(value)) < 1e-4);
    assert.equal(await kernel.client.ask('detail', { card, set: 4 }), null);
    assert.equal(await kernel.client.ask('detail', { card: 'unknown', set: 0 }), null);
  });

  it('waits while a cell runs, and answers as it is then', async () => {
    const card = await cardId();
    const running = kernel.run(
      'console.log(1); await new Promise((r) => setTimeout(r, 300)); noGrad(() => x.fill_(0));',
    );
    await kernel.nextText();
    assert.equal(await kernel.client.ask('detail', { card, set: 0 }), null, 'the cell has overwritten the tensor');
    await running;
  });

  it('has forgotten it after a restart, also where it was asked before', async () => {
    const card = await cardId();
    const running = kernel.run('console.log(1); while (true);');
    await kernel.nextText();
    const pending = kernel.client.ask('detail', { card, set: 0 });
    await kernel.client.restart();
    assert.equal(await pending, null);
    await running;
    assert.equal(await kernel.client.ask('detail', { card, set: 0 }), null);
    assert.equal((await kernel.run('1 + 1')).value, '2', 'and runs cells as ever');
  });

  it('has lost it when the worker dies', async () => {
    const card = await cardId();
    const running = kernel.run(
      'console.log(1); await new Promise((r) => setTimeout(r, 200)); (process as any).reallyExit(7);',
    );
    await kernel.nextText();
    assert.equal(await kernel.client.ask('detail', { card, set: 0 }), null);
    await running;
    assert.equal(await kernel.client.ask('detail', { card, set: 0 }), null);
  });
});
