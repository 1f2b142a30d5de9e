import assert from 'node:assert/strict';
import { SVG_MIME, TEXT_MIME, TRAINING_MIME, VEGA_LITE_MIME } from '../../src/protocol/mime.ts';
import type { DisplayOutput } from '../../src/protocol/output.ts';
import { unpack } from '../../src/protocol/packed.ts';
import { byLayer, parseTraining, type Training, type TrainingRunData } from '../../src/protocol/training.ts';
import { type CellRun, TestKernel } from './runner.ts';

/** The states of a cell's view of training, as displays. */
function views({ outputs }: CellRun): DisplayOutput[] {
  return outputs.filter((output): output is DisplayOutput => output.type === 'display' && TRAINING_MIME in output.data);
}

function lastView(run: CellRun): Training {
  const last = views(run).at(-1);
  assert.ok(last, `a view is shown (${run.error?.traceback ?? run.printed})`);
  return parseTraining(last.data[TRAINING_MIME]);
}

/** The values of what a run logged. */
function logged({ scalars }: TrainingRunData, name: string): number[] {
  const scalar = scalars.find((each) => each.name === name);
  assert.ok(scalar, `${name} is there`);
  return [...unpack(scalar.values)];
}

const MODEL = `manualSeed(0);
const model = new nn.Sequential(new nn.Linear(4, 8), new nn.BatchNorm1d(8), new nn.Tanh(), new nn.Linear(8, 1));
const x = randn([32, 4]), y = x.sum(1, { keepdim: true });`;

const LOOP = `const optimizer = new optim.SGD(model.parameters(), { lr: 0.1 });
for (let i = 0; i < 20; i++) {
  optimizer.zeroGrad();
  const loss = model.call(x).sub(y).pow(2).mean();
  loss.backward();
  optimizer.step();
}`;

describe('A model that is watched', function () {
  this.timeout(60_000);
  let kernel: TestKernel;

  before(() => {
    kernel = new TestKernel();
  });

  after(() => {
    kernel.dispose();
  });

  it('shows loss, learning rate, outputs and gradients of its layers, and running statistics', async () => {
    const run = await kernel.run(`${MODEL}
const losses = [];
const watching = watch(model);
const optimizer = new optim.SGD(model.parameters(), { lr: 0.1 });
const norms = [];
for (let i = 0; i < 20; i++) {
  optimizer.zeroGrad();
  const loss = model.call(x).sub(y).pow(2).mean();
  loss.backward();
  losses.push(loss.item());
  const { weight, bias } = model.at(0);
  norms.push(Math.sqrt(weight.grad.pow(2).sum().item() + bias.grad.pow(2).sum().item()));
  optimizer.step();
  watching.log({ twice: loss.mul(2), half: loss.item() / 2 });
}
JSON.stringify({ losses, norms });`);
    const [training] = lastView(run).runs;
    const expected = JSON.parse(run.value!.slice(1, -1)) as { losses: number[]; norms: number[] };
    assert.ok(training);
    assert.equal(training.steps, 20);
    const near = (actual: number, wanted: number): void => {
      assert.ok(Math.abs(actual - wanted) <= 1e-4 * Math.abs(wanted), `${actual} is ${wanted}`);
    };
    logged(training, 'loss').forEach((loss, i) => {
      near(loss, expected.losses[i]!);
    });
    logged(training, 'twice').forEach((loss, i) => {
      near(loss, 2 * expected.losses[i]!);
    });
    assert.deepEqual(
      logged(training, 'lr').map((lr) => lr.toFixed(3)),
      ['0.100', '0.100'],
    );
    assert.deepEqual(
      training.layers.map(({ path, type }) => `${path} ${type}`),
      ['0 Linear', '1 BatchNorm1d', '2 Tanh', '3 Linear'],
    );
    assert.equal(training.recorded[0], 1);
    const gradients = byLayer(training, 'gradient');
    training.recorded.forEach((step, record) => {
      near(gradients[0]![record]!, expected.norms[step - 1]!);
      assert.equal(gradients[2]![record], undefined, 'Tanh learns nothing');
    });
    near(byLayer(training, 'std')[1]![0]!, 1);
    const gap = byLayer(training, 'gap')[1]!;
    const ratio = byLayer(training, 'ratio')[1]!;
    assert.ok(gap.every((value) => value! >= 0) && gap.length === training.recorded.length);
    assert.ok(ratio.every((value) => value! > 0));
    assert.equal(run.cards.length, 0, 'the view takes the place of cards');
    const { data } = views(run).at(-1)!;
    assert.deepEqual(Object.keys(data), [TRAINING_MIME, VEGA_LITE_MIME, SVG_MIME, TEXT_MIME]);
    assert.match(String(data[TEXT_MIME]), /^model: 20 steps\n {2}loss \d.*→/);
  });

  it('computes the same numbers as one that is not', async () => {
    const code = (watched: string): string =>
      `manualSeed(1); { ${MODEL.replace('manualSeed(0);', '')} ${watched} ${LOOP}
globalThis.state = JSON.stringify([[...model.stateDict()].map(([name, t]) => [name, Array.from(t.values())]), Array.from(randn([2]).values()), Object.keys(model.at(0))]); }
globalThis.state`;
    const [plain, watched] = [await kernel.run(code('')), await kernel.run(code('watch(model);'))];
    assert.ok(plain.value!.length > 100);
    assert.equal(watched.value, plain.value);
    assert.equal(views(plain).length, 0);
    assert.equal(views(watched).length >= 1, true);
  });

  it('ends with its cell, and is not kept alive', async () => {
    await kernel.run(`${MODEL} const w = watch(model);\n${LOOP}`);
    const later = await kernel.run(
      `${LOOP.replace('const optimizer', 'var optimizer')}\nObject.hasOwn(model.at(0), 'forward')`,
    );
    assert.equal(views(later).length, 0);
    assert.equal(later.value, 'false');
    const logging = await kernel.run('w.log({ a: 1 })');
    assert.match(logging.error!.message, /has ended with its cell/);
    const freed = await kernel.run(`const v8 = await import('node:v8'), vm = await import('node:vm');
v8.setFlagsFromString('--expose-gc');
const collect = vm.runInNewContext('gc');
const references = [];
for (let i = 0; i < 20; i++) {
  const net = new nn.Linear(4, 1);
  watch(net, { name: 'run ' + i });
  net.call(ones([2, 4])).sum().backward();
  references.push(new WeakRef(net));
}
for (let i = 0; i < 5; i++) { await new Promise((r) => setTimeout(r, 20)); collect(); }
references.filter((each) => each.deref() === undefined).length`);
    assert.ok(Number(freed.value) >= 19, `${freed.value} of 20 are gone`);
  });

  it('keeps its view when the cell fails, or is stopped in a busy loop', async () => {
    const failed = await kernel.run(`${MODEL} watch(model);\n${LOOP}\nthrow new Error('no');`);
    assert.equal(failed.error?.message, 'no');
    assert.equal(lastView(failed).runs[0]!.steps, 20);
    const busy = kernel.run(`${MODEL} watch(model);\n${LOOP}\nconsole.log('on'); for (;;) {}`);
    await kernel.nextText();
    await kernel.client.interrupt();
    assert.equal(lastView(await busy).runs[0]!.steps, 20);
  });

  it('is shown over runs of other names, of this cell and of those before', async () => {
    const train = (name: string, steps: number): string => `{ ${MODEL} watch(model, { name: '${name}' });
for (let i = 0; i < ${steps}; i++) model.call(x).mean().backward(); }`;
    const first = await kernel.run(train('with', 3));
    assert.deepEqual(
      lastView(first)
        .runs.map(({ name }) => name)
        .at(-1),
      'with',
    );
    const second = await kernel.run(train('without', 4));
    assert.deepEqual(
      lastView(second)
        .runs.slice(-2)
        .map(({ name, steps }) => [name, steps]),
      [
        ['with', 3],
        ['without', 4],
      ],
    );
    const again = await kernel.run(train('with', 5));
    assert.deepEqual(
      lastView(again)
        .runs.slice(-2)
        .map(({ name, steps }) => [name, steps]),
      [
        ['without', 4],
        ['with', 5],
      ],
    );
    const both = await kernel.run(`${train('a', 2)} ${train('b', 2)}`);
    assert.deepEqual(
      lastView(both).runs.map(({ name }) => name),
      ['without', 'with', 'a', 'b'],
    );
    assert.equal(new Set(views(both).map(({ id }) => id)).size, 1, 'one view');
    const alone = await kernel.run(train('x', 2).replace(", { name: 'x' }", ''));
    assert.equal(lastView(alone).runs.length, 1);
  });

  it('stays below 60 KB, and keeps peaks and where NaN began, however many steps', async () => {
    const run = await kernel.run(`const layers = [];
for (let i = 0; i < 40; i++) layers.push(new nn.Linear(4, 4), new nn.BatchNorm1d(4), new nn.Tanh());
const deep = new nn.Sequential(...layers);
const w = watch(deep, { name: 'deep' });
const input = randn([8, 4]);
for (let i = 1; i <= 1500; i++) {
  deep.call(i > 1400 ? input.mul(NaN) : input).mean().backward();
  w.log({ peak: i === 777 ? 100 : Math.sin(i) });
}`);
    const view = views(run).at(-1)!;
    const training = lastView(run).runs.at(-1)!;
    assert.ok(JSON.stringify(view.data[TRAINING_MIME]).length < 60_000);
    assert.equal(training.steps, 1500);
    assert.equal(training.layers.length, 64);
    assert.ok(training.scalars.every(({ steps }) => steps.length <= 320));
    assert.equal(Math.max(...logged(training, 'peak')), 100);
    assert.ok(Number.isNaN(logged(training, 'loss').at(-1)));
    const first = training.broken.find(({ layer }) => layer === 0)!;
    assert.ok(first.step > 1400 && first.step <= 1500);
    assert.match(String(view.data[TEXT_MIME]), /NaN or ∞ from step 14\d\d in 0 Linear/);
  });

  it('refuses what is no model, and what is no number', async () => {
    assert.equal((await kernel.run('watch(3)')).error?.message, 'watch takes an nn.Module, but got number');
    const { error } = await kernel.run("watch(new nn.Linear(1, 1)).log({ loss: 'low' })");
    assert.equal(error?.message, 'log takes numbers, but loss is string');
  });
});
