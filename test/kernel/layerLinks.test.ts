import assert from 'node:assert/strict';
import { parseExperiment } from '../../src/protocol/experiment.ts';
import { EXPERIMENT_MIME } from '../../src/protocol/mime.ts';
import { type CellRun, TestKernel } from './runner.ts';

/** Of each layer of a diagnosis or of both modes, by its path: the line that made it, its text, and its card. */
function linksIn(run: CellRun): Record<string, readonly [line: string | undefined, card: string | undefined]> {
  assert.equal(run.error, undefined, run.error?.traceback);
  const shown = run.outputs.find((output) => output.type === 'display' && EXPERIMENT_MIME in output.data);
  assert.ok(shown?.type === 'display');
  const found = parseExperiment(shown.data[EXPERIMENT_MIME]);
  assert.ok(found.kind === 'diagnosis' || found.kind === 'modes');
  return Object.fromEntries(
    found.layers.map(({ name, place, card }) => [
      name,
      [place && `${place.executionCount}:${place.line} ${place.text?.trim()}`, card] as const,
    ]),
  );
}

describe('The layers of a diagnosis lead to the line that made them and to their card:', function () {
  this.timeout(60_000);
  let kernel: TestKernel;

  beforeEach(() => {
    kernel = new TestKernel();
  });

  afterEach(() => {
    kernel.dispose();
  });

  it('modules of TypeScript cells, also of classes that cells write', async () => {
    await kernel.run(
      [
        'class Root extends nn.Module {',
        '  #scale;',
        '  constructor(scale) { super(); this.#scale = scale; }',
        '  forward(x) { return x.abs().sqrt().mul(this.#scale); }',
        '}',
        'class Deeper extends Root {}',
        'class Net extends nn.Module {',
        '  inner = new Deeper(2);',
        '  norm = new nn.BatchNorm1d(4);',
        '  forward(x) { return this.norm.call(this.inner.call(x)); }',
        '}',
      ].join('\n'),
    );
    await kernel.run('const model = new nn.Sequential(\n  new nn.Linear(4, 4), new Net(),\n  new nn.ReLU());');
    const expected = {
      0: '2:2 new nn.Linear(4, 4), new Net(),',
      '1.inner': '1:8 inner = new Deeper(2);',
      '1.norm': '1:9 norm = new nn.BatchNorm1d(4);',
      2: '2:3 new nn.ReLU());',
    };
    const lines = (run: CellRun): object =>
      Object.fromEntries(Object.entries(linksIn(run)).map(([name, [line]]) => [name, line]));
    const before = await kernel.run('diagnose(model, randn([32, 4]))');
    assert.deepEqual(lines(before), expected);
    assert.ok(Object.values(linksIn(before)).every(([, card]) => card === undefined));
    await kernel.run('model.call(randn([32, 4])).shape');
    const [card] = (await kernel.run('model.call(randn([32, 4])).shape')).cards;
    assert.ok(card);
    const after = await kernel.run('compareModes(model, randn([32, 4]))');
    assert.deepEqual(lines(after), expected);
    assert.deepEqual(
      Object.entries(linksIn(after)).flatMap(([name, [, id]]) => (id === undefined ? [] : [[name, id]])),
      [['1.norm', card.id]],
    );
    const alone = await kernel.run(
      'const keras1 = new keras.layers.LayerNormalization(); diagnose(keras1, randn([8, 4]))',
    );
    assert.deepEqual(Object.values(lines(alone)), [
      '7:1 const keras1 = new keras.layers.LayerNormalization(); diagnose(keras1, randn([8, 4]))',
    ]);
  });

  it('modules of torch, those without parameters too', async () => {
    await kernel.run(
      'import torch, normscope\nfrom torch import nn\nclass Net(nn.Module):\n    def __init__(self):\n        super().__init__()\n        self.fc = nn.Linear(4, 4)\n        self.norm = nn.BatchNorm1d(4)\n        self.act = nn.ReLU()\n    def forward(self, x):\n        return self.act(self.norm(self.fc(x)))',
      'python',
    );
    const [card] = (
      await kernel.run('model = nn.Sequential(\n  Net(), nn.Tanh())\n_ = model(torch.randn(32, 4))', 'python')
    ).cards;
    assert.ok(card);
    const run = await kernel.run('normscope.diagnose(model, torch.randn(32, 4))', 'python');
    assert.deepEqual(linksIn(run), {
      '0.fc': ['1:6 self.fc = nn.Linear(4, 4)', undefined],
      '0.norm': ['1:7 self.norm = nn.BatchNorm1d(4)', card.id],
      '0.act': ['1:8 self.act = nn.ReLU()', undefined],
      1: ['2:2 Net(), nn.Tanh())', undefined],
    });
    const { printed } = await kernel.run(
      'found = normscope.compare_modes(model, torch.randn(32, 4)).layers[-1]\nprint(found.place.execution_count, found.place.line)',
      'python',
    );
    assert.equal(printed, '2 2\n');
  });

  it('layers of Keras', async () => {
    const made =
      'import keras, normscope\nimport numpy as np\nmodel = keras.Sequential([\n  keras.layers.Dense(4),\n  keras.layers.BatchNormalization(),\n  keras.layers.ReLU(),\n])';
    await kernel.run(made, 'python');
    const [card] = (await kernel.run('_ = model(np.random.randn(32, 4), training=True)', 'python')).cards;
    const links = linksIn(await kernel.run('normscope.diagnose(model, np.random.randn(32, 4))', 'python'));
    assert.deepEqual(Object.values(links).slice(0, 3), [
      ['1:4 keras.layers.Dense(4),', undefined],
      ['1:5 keras.layers.BatchNormalization(),', card?.id],
      ['1:6 keras.layers.ReLU(),', undefined],
    ]);
  });
});
