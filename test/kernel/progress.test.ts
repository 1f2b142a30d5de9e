import assert from 'node:assert/strict';
import { PROGRESS_MIME, TEXT_MIME } from '../../src/protocol/mime.ts';
import { addOutput, isShown, type Output, type ShownOutput } from '../../src/protocol/output.ts';
import { parseProgress } from '../../src/protocol/progress.ts';
import { type CellRun, TestKernel } from './runner.ts';

/** What a cell shows in the end, as texts without the digits of times. */
function remaining({ outputs }: CellRun): unknown[] {
  const kept: ShownOutput[] = [];
  for (const output of outputs) {
    if (isShown(output)) addOutput(kept, output);
  }
  return kept.map((output) => {
    if (output.type !== 'display') return output.type;
    assert.ok(!(PROGRESS_MIME in output.data), 'a line of text remains');
    return String(output.data[TEXT_MIME]).replace(/\[.*\]/, '[…]');
  });
}

function reports(outputs: readonly Output[]): string[] {
  return outputs.flatMap((output) => (output.type === 'progress' ? [output.text] : []));
}

const WAIT = 'await new Promise((resolve) => setTimeout(resolve, 60))';

describe('Progress', function () {
  this.timeout(60_000);
  let kernel: TestKernel;

  before(() => {
    kernel = new TestKernel();
  });

  after(() => {
    kernel.dispose();
  });

  it('is a bar in the cell and in the window, and one line in the end', async () => {
    const run = await kernel.run(`for (const i of trange(8, { desc: 'train' })) ${WAIT}`);
    assert.deepEqual(remaining(run), ['train: 100%|██████████| 8/8 […]']);
    const states = run.outputs.flatMap((output) =>
      output.type === 'display' && PROGRESS_MIME in output.data ? [parseProgress(output.data[PROGRESS_MIME])] : [],
    );
    assert.ok(states.length >= 3);
    const middle = states.at(-1)!.bars[0]!;
    assert.deepEqual([middle.description, middle.total], ['train', 8]);
    assert.match(middle.text, /^\d\/8 \[00:00<00:00, +\d+\.\d\dit\/s\]$/);
    const told = reports(run.outputs);
    assert.ok(told.length >= 2);
    assert.match(told[0]!, /^train: 0\/8 \[00:00<\?, \?it\/s\]$/);
    assert.equal(told.at(-1), '', 'the window is told that it has ended');
  });

  it('passes on the elements of anything', async () => {
    const { value } = await kernel.run(
      `[...trange(3)].concat([...trange(5, 1, -2)], [...tqdm('ab')], [...tqdm(new Set([7]))]).join(' ')`,
    );
    assert.equal(value, "'0 1 2 5 3 a b 7'");
    const unknown = await kernel.run(
      'for (const x of tqdm((function* () { yield 1; yield 2; })(), { unit: "page" }));',
    );
    assert.deepEqual(remaining(unknown), ['2page […]']);
  });

  it('leaves the line where a loop was left, failed or was stopped', async () => {
    assert.deepEqual(remaining(await kernel.run('for (const i of trange(10)) if (i === 4) break;')), [
      ' 40%|████      | 4/10 […]',
    ]);
    const failed = await kernel.run(`for (const i of trange(10)) if (i === 3) throw new Error('no');`);
    assert.deepEqual(remaining(failed), [' 30%|███       | 3/10 […]', 'error']);
    const busy = kernel.run(`for (const i of trange(4)) { if (i === 1) console.log('on'); while (i === 1); }`);
    await kernel.nextText();
    await kernel.client.interrupt();
    assert.deepEqual(remaining(await busy), [' 25%|██▌       | 1/4 […]', 'stream', 'error']);
    assert.equal(reports((await busy).outputs).at(-1), '');
  });

  it('shows loops within loops as one, of which the outer one leaves its line', async () => {
    const run = await kernel.run(`for (const epoch of trange(2, { desc: 'epoch' })) {
  for (const step of trange(3)) ${WAIT};
}`);
    assert.deepEqual(remaining(run), ['epoch: 100%|██████████| 2/2 […]']);
    const most = run.outputs.map((output) =>
      output.type === 'display' && PROGRESS_MIME in output.data
        ? parseProgress(output.data[PROGRESS_MIME]).bars.length
        : 0,
    );
    assert.equal(Math.max(...most), 2);
    assert.ok(reports(run.outputs).every((text) => text === '' || text.startsWith('epoch: ')));
    const both = await kernel.run('for (const a of trange(1)) for (const b of trange(2, { leave: true }));');
    assert.equal(String(remaining(both)[0]).split('\n').length, 2, 'the inner one too, where that is asked for');
  });

  it('comes unasked for a loop over a DataLoader that takes long, and only for one', async () => {
    const loader = 'const loader = new data.DataLoader(new data.TensorDataset(arange(40)), { batchSize: 10 });';
    assert.deepEqual(remaining(await kernel.run(`${loader} for (const batch of loader);`)), []);
    const long = await kernel.run(
      `for (const batch of loader) await new Promise((resolve) => setTimeout(resolve, 700));`,
    );
    assert.deepEqual(remaining(long), ['100%|██████████| 4/4 […]']);
    const wrapped = await kernel.run('for (const batch of tqdm(loader, { unit: "batch" }));');
    assert.deepEqual(remaining(wrapped), ['100%|██████████| 4/4 […]']);
  });

  it('of Python’s loops is told in the window', async () => {
    const { outputs, printed } = await kernel.run(
      `import time
from tqdm import tqdm, trange
for a in trange(3, desc='outer'):
    for b in tqdm(range(2)):
        time.sleep(0.15)`,
      'python',
    );
    assert.match(printed, /outer: 100%\|██████████\| 3\/3 \[/);
    const told = reports(outputs);
    assert.match(told[0]!, /^outer: 0\/3 \[00:00<\?, \?it\/s\]$/);
    assert.equal(told.at(-1), '');
    assert.ok(told.every((text) => text === '' || text.startsWith('outer: ')));
    const fit = await kernel.run(
      `import keras, numpy as np, time
class Slow(keras.callbacks.Callback):
    def on_train_batch_end(self, batch, logs=None):
        time.sleep(0.12)
model = keras.Sequential([keras.layers.Dense(1)])
model.compile(loss='mse')
model.fit(np.ones((8, 2)), np.ones((8, 1)), batch_size=2, epochs=2, verbose=0, callbacks=[Slow()])`,
      'python',
    );
    assert.equal(fit.error, undefined);
    assert.equal(fit.printed, '');
    assert.match(reports(fit.outputs)[0]!, /^Epoch 1\/2: \d\/4 - loss: \d/);
  });

  it('refuses what it cannot go through', async () => {
    assert.match(
      (await kernel.run('tqdm(10)')).error!.message,
      /tqdm takes something to loop over.*got number.*trange/,
    );
    assert.match((await kernel.run('trange(2.5)')).error!.message, /trange takes whole numbers.*got \(2\.5\)/);
  });
});
