import assert from 'node:assert/strict';
import type { Language } from '../../src/protocol/languages.ts';
import type { Setting } from '../../src/protocol/whatIf.ts';
import { TestKernel } from './runner.ts';

describe('A kernel that is asked what if', function () {
  this.timeout(60_000);
  let kernel: TestKernel;

  before(() => {
    kernel = new TestKernel();
  });

  after(() => {
    kernel.dispose();
  });

  async function cardOf(code: string, language: Language): Promise<string> {
    const { cards, error } = await kernel.run(code, language);
    assert.equal(error, undefined);
    return cards.at(-1)!.id;
  }

  /** Runs the code of a setting; returns it and the card that it makes. */
  async function ran(card: string, setting: Setting, language: Language) {
    const code = await kernel.client.ask('whatIfCode', { card, setting, language });
    assert.ok(code !== null);
    const { cards, error } = await kernel.run(code, language);
    assert.equal(error, undefined, `${code}\n${error?.traceback ?? ''}`);
    assert.equal(cards.length, 1, code);
    return { code, made: cards[0]! };
  }

  for (const [language, name, code, settings] of [
    [
      'typescript',
      'a layer',
      'const x = randn([8, 4, 3]); const bn = new nn.BatchNorm1d(4); bn.forward(x).shape',
      'all',
    ],
    [
      'typescript',
      'a layer in a net',
      'const x = randn([8, 4]); const net = new nn.Sequential(new nn.BatchNorm1d(4), new nn.ReLU()); net.call(x).shape',
      'all',
    ],
    [
      'typescript',
      'a Keras layer',
      'const x = randn([8, 3, 4]); const k = new keras.layers.BatchNormalization(); k.call(x, { training: true }).shape',
      'all',
    ],
    ['javascript', 'RMSNorm', 'const x = randn([8, 4]); const rms = new nn.RMSNorm([4]); rms.forward(x).shape', 'eps'],
    [
      'typescript',
      'a function with γ and β',
      'const x = randn([8, 4]); F.batchNorm(x, { training: true, weight: randn([4]), bias: randn([4]) }).shape',
      'eps',
    ],
    ['javascript', 'a function', 'const x = randn([8, 4]); F.layerNorm(x, [4], { weight: full([4], 2) }).shape', 'eps'],
    ['python', 'a layer', 'import torch\nx = torch.randn(8, 4, 3)\nbn = torch.nn.BatchNorm1d(4)\nbn(x).shape', 'all'],
    [
      'python',
      'a layer in a model',
      'class Net(torch.nn.Module):\n    def __init__(self):\n        super().__init__()\n        self.layers = torch.nn.Sequential(torch.nn.GroupNorm(2, 4))\n    def forward(self, x):\n        return self.layers(x)\nx = torch.randn(8, 4, 3)\nmodel = Net()\nmodel(x).shape',
      'eps',
    ],
    ['python', 'a function', 'x = torch.randn(8, 4, 3)\ntorch.nn.functional.group_norm(x, 2).shape', 'eps'],
    [
      'python',
      'a Keras layer',
      'import keras\nx = keras.random.normal((8, 3, 4))\nk = keras.layers.BatchNormalization()\nk(x, training=True).shape',
      'all',
    ],
  ] as const) {
    it(`writes a cell in ${language} for ${name} that does what was shown`, async () => {
      const card = await cardOf(code, language);
      const wanted: Setting[] = [{}, { eps: 0.25 }, { eps: 0.25, scale: 2, set: 1 }];
      if (settings === 'all') {
        wanted.push(
          { scale: 2, shift: -1 },
          { scale: 3, shift: 1, set: 2 },
          { statistics: 'running' },
          { samples: 5, momentum: 0.5 },
        );
      }
      for (const setting of wanted) {
        const shown = await kernel.client.ask('whatIf', { card, setting });
        assert.ok(shown !== null && 'card' in shown);
        const { code: written, made } = await ran(card, setting, language);
        assert.deepEqual(made.shape, shown.card.shape, written);
        assert.deepEqual([made.statistics, made.mode], [shown.card.statistics, shown.card.mode], written);
        for (const number of ['mean', 'std'] as const) {
          const [got, expected] = [made.stages.output[number]!, shown.card.stages.output[number]!];
          assert.ok(Math.abs(got - expected) < 1e-3, `${number} ${got}, not ${expected}:\n${written}`);
        }
      }
    });
  }

  it('has random numbers stand in where no variable leads to layer or input', async () => {
    for (const [language, code, pattern] of [
      [
        'typescript',
        'new nn.BatchNorm2d(3).forward(randn([2, 3, 4, 4])).shape',
        /new nn\.BatchNorm2d\(3, .*\n.*randn\(\[2, 3, 4, 4\]\)/,
      ],
      [
        'python',
        'torch.nn.LayerNorm(6)(torch.randn(2, 6)).shape',
        /torch\.nn\.LayerNorm\(\(6,\), .*\n.*torch\.randn\(2, 6\)/,
      ],
    ] as const) {
      const { code: written } = await ran(await cardOf(code, language), { eps: 0.1 }, language);
      assert.match(written, pattern);
      assert.match(written, /No variable holds the input/);
    }
  });

  it('changes none of the notebook’s variables', async () => {
    const card = await cardOf(
      'const z = randn([8, 4]); const mine = new nn.BatchNorm1d(4); mine.forward(z).shape',
      'typescript',
    );
    const state = 'String([...mine.stateDict().values()].map((t) => [...t.values()])) + mine.training';
    const { value } = await kernel.run(state);
    for (const setting of [{ momentum: 1 }, { scale: 2 }, { statistics: 'running' }] as const) {
      await kernel.client.ask('whatIf', { card, setting });
      await ran(card, setting, 'typescript');
    }
    assert.equal((await kernel.run(state)).value, value);
  });

  it('has forgotten the card when the tensors are written over', async () => {
    const card = await cardOf('const w = randn([8, 4]); new nn.BatchNorm1d(4).forward(w).shape', 'typescript');
    assert.ok(await kernel.client.ask('whatIf', { card, setting: {} }));
    await kernel.run('w.fill_(1).shape');
    assert.equal(await kernel.client.ask('whatIf', { card, setting: {} }), null);
    assert.equal(await kernel.client.ask('whatIfCode', { card, setting: {}, language: 'typescript' }), null);
  });
});
