import assert from 'node:assert/strict';
import { TRAINING_MIME } from '../../../src/protocol/mime.ts';
import { unpack } from '../../../src/protocol/packed.ts';
import { byLayer, parseTraining, type TrainingRunData } from '../../../src/protocol/training.ts';
import { type CellRun, TestKernel } from '../runner.ts';

/** The runs that a cell's view shows in the end. */
function runsOf(run: CellRun): TrainingRunData[] {
  const shown = run.outputs.flatMap((output) =>
    output.type === 'display' && TRAINING_MIME in output.data ? [output.data[TRAINING_MIME]] : [],
  );
  assert.ok(shown.length > 0, run.error?.traceback ?? 'a view is shown');
  return parseTraining(shown.at(-1)).runs;
}

function logged({ scalars }: TrainingRunData, name: string): number[] {
  const scalar = scalars.find((each) => each.name === name);
  assert.ok(scalar, `${name} is there`);
  return [...unpack(scalar.values)];
}

const near = (actual: number, wanted: number): void => {
  assert.ok(Math.abs(actual - wanted) <= 1e-4 * Math.abs(wanted), `${actual} is ${wanted}`);
};

describe('A model of Python’s that is watched', function () {
  this.timeout(90_000);
  let kernel: TestKernel;

  before(() => {
    kernel = new TestKernel();
  });

  after(() => {
    kernel.dispose();
  });

  it('is a module of torch', async () => {
    const run = await kernel.run(
      `import json, normscope, torch
from torch import nn
torch.manual_seed(0)
model = nn.Sequential(nn.Linear(4, 8), nn.BatchNorm1d(8), nn.ReLU(), nn.Linear(8, 1))
x = torch.randn(32, 4)
y = x.sum(1, keepdim=True)
w = normscope.watch(model, name='torch')
optimizer = torch.optim.Adam(model.parameters(), lr=0.02)
losses, norms, stds = [], [], []
for step in range(12):
    optimizer.zero_grad()
    loss = ((model(x) - y) ** 2).mean()
    loss.backward()
    losses.append(loss.item())
    norms.append(sum((p.grad ** 2).sum().item() for p in model[0].parameters()) ** 0.5)
    optimizer.step()
    w.log(half=loss / 2)
print(json.dumps([losses, norms]))
print(len(model[0]._forward_hooks))`,
      'python',
    );
    const [training] = runsOf(run).slice(-1);
    assert.ok(training);
    const [losses, norms] = JSON.parse(run.printed.split('\n')[0]!) as [number[], number[]];
    assert.equal(training.steps, 12);
    assert.deepEqual(
      training.layers.map(({ path, type }) => `${path} ${type}`),
      ['0 Linear', '1 BatchNorm1d', '2 ReLU', '3 Linear'],
    );
    logged(training, 'loss').forEach((loss, i) => {
      near(loss, losses[i]!);
    });
    near(logged(training, 'half')[0]!, losses[0]! / 2);
    near(logged(training, 'lr')[0]!, 0.02);
    training.recorded.forEach((step, record) => {
      near(byLayer(training, 'gradient')[0]![record]!, norms[step - 1]!);
      assert.ok(byLayer(training, 'std')[3]![record]! > 0);
    });
    near(byLayer(training, 'std')[1]![0]!, 1);
    assert.ok(byLayer(training, 'gap')[1]![0]! > 0);
    assert.equal(run.cards.length, 0);
    const later = await kernel.run('print(len(model[0]._forward_hooks), len(model._forward_pre_hooks))', 'python');
    assert.equal(later.printed, '0 0\n');
    assert.match((await kernel.run('w.log(a=1)', 'python')).error!.message, /has ended with its cell/);
  });

  it('is a Keras model that fits', async () => {
    const run = await kernel.run(
      `import keras, normscope, numpy as np
keras.utils.set_random_seed(0)
model = keras.Sequential([keras.layers.Dense(8), keras.layers.BatchNormalization(), keras.layers.Dense(3, activation='softmax')])
model.compile(optimizer=keras.optimizers.SGD(0.1), loss='sparse_categorical_crossentropy', metrics=['accuracy'])
x = np.random.default_rng(0).normal(size=(64, 4)).astype('float32')
y = (x[:, 0] > 0).astype('int64')
normscope.watch(model, name='keras')
history = model.fit(x, y, batch_size=16, epochs=5, verbose=0)
print(history.history['accuracy'][-1])`,
      'python',
    );
    const [training] = runsOf(run).slice(-1);
    assert.ok(training);
    assert.equal(training.steps, 20);
    assert.deepEqual(
      training.layers.map(({ type }) => type),
      ['Dense', 'BatchNormalization', 'Dense'],
    );
    near(logged(training, 'accuracy').at(-1)!, Number(run.printed));
    near(logged(training, 'lr')[0]!, 0.1);
    assert.ok(logged(training, 'loss').length >= 10);
    assert.ok(byLayer(training, 'gradient')[0]![0]! > 0);
    assert.ok(byLayer(training, 'std')[2]![0]! > 0);
    assert.ok(byLayer(training, 'gap')[1]![0]! > 0);
    assert.equal(run.cards.length, 0);
    assert.equal(runsOf(run)[0]!.name, 'torch', 'over the run of the cell before');
  });

  it('trains in TensorFlow’s own loop', async () => {
    const run = await kernel.run(
      `import tensorflow as tf
net = tf.keras.Sequential([tf.keras.layers.Dense(4, activation='tanh'), tf.keras.layers.Dense(1)])
w = normscope.watch(net)
optimizer = tf.keras.optimizers.Adam(0.01)
data = tf.random.normal((16, 3))
for step in range(6):
    with tf.GradientTape() as tape:
        loss = tf.reduce_mean(net(data) ** 2)
    optimizer.apply_gradients(zip(tape.gradient(loss, net.trainable_variables), net.trainable_variables))`,
      'python',
    );
    const [training, ...others] = runsOf(run);
    assert.deepEqual(others, [], 'a run without a name is shown alone');
    assert.equal(training!.steps, 6);
    near(logged(training!, 'lr')[0]!, 0.01);
    assert.equal(logged(training!, 'loss').length, 6);
  });

  it('computes the same, and is let go', async () => {
    const code = (watched: string): string => `import gc, weakref, torch
torch.manual_seed(3)
def train():
    model = torch.nn.Sequential(torch.nn.Linear(3, 3), torch.nn.BatchNorm1d(3), torch.nn.Dropout(0.5))
    ${watched}
    optimizer = torch.optim.SGD(model.parameters(), lr=0.1)
    for step in range(5):
        optimizer.zero_grad()
        model(torch.randn(8, 3)).pow(2).sum().backward()
        optimizer.step()
    print([v.tolist() for v in model.state_dict().values()], torch.rand(2).tolist())
    return weakref.ref(model)
reference = train()
gc.collect()
print(reference() is None)`;
    const plain = await kernel.run(code('pass'), 'python');
    const watched = await kernel.run(code('normscope.watch(model)'), 'python');
    assert.match(plain.printed, /\nTrue\n$/);
    assert.equal(watched.printed, plain.printed);
  });

  it('keeps its view when the cell fails, and says what it cannot watch', async () => {
    const failed = await kernel.run(
      `model = torch.nn.Linear(2, 1)
normscope.watch(model)
model(torch.ones(3, 2)).sum().backward()
raise ValueError('no')`,
      'python',
    );
    assert.equal(failed.error?.message, 'no');
    assert.equal(runsOf(failed)[0]!.steps, 1);
    const { error } = await kernel.run('normscope.watch(3)', 'python');
    assert.equal(error?.message, 'watch() takes a torch.nn.Module or a Keras model, but got int');
    const log = await kernel.run("normscope.watch(model).log(a='b')", 'python');
    assert.equal(log.error?.message, 'log() takes numbers, but a is str');
  });
});
