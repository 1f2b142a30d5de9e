import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { type Finding, FINDING_CODES, type FindingCode, findingsOf } from '../../src/protocol/finding.ts';
import type { Language } from '../../src/protocol/languages.ts';
import { TEXT_MIME } from '../../src/protocol/mime.ts';
import { CellRun, TestKernel } from './runner.ts';

function found({ outputs }: CellRun): Finding[] {
  return findingsOf(outputs.flatMap((output) => (output.type === 'display' ? [output.data] : [])));
}

function codesOf(run: CellRun): FindingCode[] {
  return found(run).map(({ code }) => code);
}

/** A cell after the edits of a finding's fix. */
function fixed(code: string, { fix }: Finding): string {
  assert.ok(fix);
  const lines = code.split('\n');
  const starts = lines.map((_, index) => lines.slice(0, index).join('\n').length + (index === 0 ? 0 : 1));
  const edits = fix.edits
    .map(({ line, column, ...edit }) => ({ ...edit, start: starts[line - 1]! + column }))
    .sort((a, b) => b.start - a.start);
  return edits.reduce(
    (text, { start, length, text: put }) => text.slice(0, start) + put + text.slice(start + length),
    code,
  );
}

/** The sections of docs/findings.md: a cell that the finding is about, and the repaired one. */
function documented(): { code: FindingCode; examples: string[] }[] {
  const page = readFileSync(new URL('../../docs/findings.md', import.meta.url), 'utf8');
  return page
    .split(/^## (?=norm\.)/m)
    .slice(1)
    .map((section) => ({
      code: section.split('\n', 1)[0] as FindingCode,
      examples: [...section.matchAll(/^```python\n(.*?)^```/gms)].map((match) => match[1]!),
    }));
}

describe('Findings', function () {
  this.timeout(90_000);
  let kernel: TestKernel;

  before(() => {
    kernel = new TestKernel();
  });

  after(() => {
    kernel.dispose();
  });

  /** The one finding of a code that a cell gives. */
  async function one(code: FindingCode, cell: string, language: Language): Promise<Finding> {
    const findings = found(await kernel.run(cell, language)).filter((finding) => finding.code === code);
    assert.equal(findings.length, 1, `${code}: ${findings.length} findings`);
    return findings[0]!;
  }

  it('are all explained in docs/findings.md', () => {
    assert.deepEqual(
      documented()
        .map(({ code }) => code)
        .sort(),
      [...FINDING_CODES].sort(),
    );
  });

  for (const { code, examples } of documented()) {
    it(`tell ${code} where the page says so, and not of the repaired cell`, async () => {
      const [faulty, repaired] = examples;
      const of = await kernel.run(faulty!, 'python');
      assert.ok(codesOf(of).includes(code), `${codesOf(of).join(' ')}\n${of.error?.traceback ?? ''}`);
      const after = await kernel.run(repaired!, 'python');
      assert.equal(after.error, undefined, after.error?.traceback);
      assert.deepEqual(
        found(after)
          .filter(({ severity }) => severity !== 'information')
          .map((each) => each.code),
        [],
      );
      assert.ok(!codesOf(after).includes(code));
    });
  }

  describe('have the place and the fix in Python:', () => {
    for (const [code, cell, after] of [
      [
        'norm.eps-positional',
        'import torch.nn as nn\nlayers = [nn.BatchNorm2d(100,\n  20, 30)]',
        'import torch.nn as nn\nlayers = [nn.BatchNorm2d(100)]',
      ],
      [
        'norm.momentum-convention',
        'import torch.nn as nn\nbn = nn.BatchNorm1d(4, momentum=0.9)  # often',
        'import torch.nn as nn\nbn = nn.BatchNorm1d(4, momentum=0.1)  # often',
      ],
      [
        'norm.momentum-convention',
        'import torch.nn as nn\nbn = nn.BatchNorm1d(4, 1e-5, 0.95)',
        'import torch.nn as nn\nbn = nn.BatchNorm1d(4, 1e-5, 0.05)',
      ],
      [
        'norm.momentum-convention',
        'import keras\nbn = keras.layers.BatchNormalization(momentum=0.1)',
        'import keras\nbn = keras.layers.BatchNormalization(momentum=0.9)',
      ],
      [
        'norm.bias-before-norm',
        'import torch, torch.nn as nn\nnet = nn.Sequential(nn.Linear(6 // 2, 4), nn.BatchNorm1d(4))\ny = net(torch.randn(32, 3))',
        'import torch, torch.nn as nn\nnet = nn.Sequential(nn.Linear(6 // 2, 4, bias=False), nn.BatchNorm1d(4))\ny = net(torch.randn(32, 3))',
      ],
      [
        'norm.view-changes-batch',
        'import torch, torch.nn as nn\nfc = nn.Linear(4 * 3 * 3, 5)\nx = torch.randn(20, 4, 6, 6).view(-1, 4 * 3 * 3)\nnn.CrossEntropyLoss()(fc(x), torch.randint(5, (20,)))',
        'import torch, torch.nn as nn\nfc = nn.Linear(4 * 6 * 6, 5)\nx = torch.randn(20, 4, 6, 6).view(-1, 4 * 6 * 6)\nnn.CrossEntropyLoss()(fc(x), torch.randint(5, (20,)))',
      ],
      [
        'norm.channels-first',
        'import keras, numpy as np\nkeras.layers.BatchNormalization()(np.random.rand(8, 3, 16, 16), training=True)',
        'import keras, numpy as np\nkeras.layers.BatchNormalization(axis=1)(np.random.rand(8, 3, 16, 16), training=True)',
      ],
    ] as const) {
      it(`${code}: ${after.split('\n')[1]!}`, async () => {
        const finding = await one(code, cell, 'python');
        assert.ok(finding.place !== undefined && finding.place.line >= 2);
        assert.equal(fixed(cell, finding), after);
        const run = await kernel.run(after, 'python');
        assert.equal(run.error, undefined, run.error?.traceback);
        assert.ok(!codesOf(run).includes(code));
      });
    }
  });

  describe('have the place and the fix in TypeScript:', () => {
    for (const [code, cell, after] of [
      [
        'norm.momentum-convention',
        'const n: number = 4;\nconst bn = new nn.BatchNorm1d(n, { momentum: 0.9 });',
        'const n: number = 4;\nconst bn = new nn.BatchNorm1d(n, { momentum: 0.1 });',
      ],
      [
        'norm.momentum-convention',
        '\nconst layer = new keras.layers.BatchNormalization({ momentum: 0.1, axis: 1 });',
        '\nconst layer = new keras.layers.BatchNormalization({ momentum: 0.9, axis: 1 });',
      ],
      [
        'norm.bias-before-norm',
        'const made = () =>\n  new nn.Sequential(new nn.Linear(3, 4), new nn.BatchNorm1d(4));\nmade().forward(randn([32, 3])); // one',
        'const made = () =>\n  new nn.Sequential(new nn.Linear(3, 4, { bias: false }), new nn.BatchNorm1d(4));\nmade().forward(randn([32, 3])); // one',
      ],
    ] as const) {
      it(`${code}: ${after.split('\n')[1]!}`, async () => {
        const finding = await one(code, cell, 'typescript');
        assert.equal(finding.place?.line, 2);
        assert.equal(fixed(cell, finding), after);
        const run = await kernel.run(after);
        assert.equal(run.error, undefined, run.error?.traceback);
        assert.ok(!codesOf(run).includes(code));
      });
    }
  });

  describe('tell of weights that were taken over without eps', () => {
    const ported = (options: string, weights = '[bn.weight, bn.bias, bn.runningMean, bn.runningVar]'): string =>
      `const layer = new keras.layers.BatchNormalization(${options});\nlayer.build(x.shape); layer.setWeights(${weights});\nlayer.call(x).shape`;

    beforeEach(async () => {
      await kernel.run(
        'const x = randn([64, 4]).mul(0.2).add(1); const bn = new nn.BatchNorm1d(4); for (let i = 0; i < 60; i++) bn.call(x);',
      );
    });

    it('by the layer that ran last, with the repaired call', async () => {
      assert.ok(!codesOf(await kernel.run('bn.eval(); bn.call(x).shape')).includes('norm.ported-eps'));
      const cell = ported('');
      const finding = await one('norm.ported-eps', cell, 'typescript');
      assert.ok(finding.code === 'norm.ported-eps' && finding.severity === 'warning');
      const { effect, ...values } = finding.values;
      assert.deepEqual(values, { eps: 1e-3, other: 1e-5, origin: 'torch' });
      assert.ok(effect > 0.01 && effect < 0.05, String(effect));
      assert.match(fixed(cell, finding), /BatchNormalization\(\{ epsilon: 0\.00001 \}\)/);
      assert.ok(!codesOf(await kernel.run(fixed(cell, finding))).includes('norm.ported-eps'));
      // The other way round.
      await kernel.run(ported(''));
      const back = await one('norm.ported-eps', 'bn.call(x).shape', 'typescript');
      assert.deepEqual(back.code === 'norm.ported-eps' && back.values.origin, 'keras');
    });

    it('but not of other statistics, of those that layers begin with, nor in training', async () => {
      await kernel.run('bn.eval(); bn.call(x).shape');
      const other = '[bn.weight, bn.bias, bn.runningMean.add(1e-3), bn.runningVar]';
      const runs = [
        await kernel.run(ported('', other)),
        await kernel.run(ported('').replace('layer.call(x)', 'layer.call(x, { training: true })')),
        await kernel.run('const fresh = new nn.BatchNorm1d(4).eval(); fresh.call(x).shape'),
        await kernel.run('const early = new keras.layers.BatchNormalization(); early.call(x).shape'),
      ];
      for (const run of runs) {
        assert.equal(run.error, undefined, run.error?.traceback);
        assert.ok(!codesOf(run).includes('norm.ported-eps'));
      }
    });
  });

  it('point into the earlier cell that made the layer', async () => {
    await kernel.run('import torch, torch.nn as nn\nbn = nn.BatchNorm1d(3)', 'python');
    const made = found(await kernel.run('bn(torch.randn(2, 3));', 'python'))[0]!;
    assert.equal(made.code, 'norm.two-values');
    assert.equal(made.layer, 'BatchNorm1d(3)');
    const later = found(await kernel.run('bn(torch.randn(2, 3));', 'python'))[0]!;
    assert.deepEqual(later.place, {
      ...made.place!,
      line: 2,
      text: 'bn = nn.BatchNorm1d(3)',
      column: 5,
      length: 'nn.BatchNorm1d(3)'.length,
    });
    await kernel.run('\nconst early = new nn.BatchNorm1d(3);');
    const [inTypeScript] = found(await kernel.run('early.forward(randn([2, 3])).shape'));
    assert.equal(inTypeScript?.place?.line, 2);
    assert.equal(inTypeScript.place.column, '\nconst early = new '.length - 1);
  });

  it('have an English text below the cell', async () => {
    const { outputs } = await kernel.run('import torch.nn as nn\nbn = nn.BatchNorm2d(100, 20)', 'python');
    const output = outputs.find(({ type }) => type === 'display');
    assert.ok(output?.type === 'display');
    assert.match(
      String(output.data[TEXT_MIME]),
      /^Warning: .*\(norm\.eps-positional\)\n {2}In\[\d+\], line 2 · BatchNorm2d\(100\)\n.*20/,
    );
  });

  it('are silenced by comments', async () => {
    for (const cell of [
      'import torch.nn as nn\nbn = nn.BatchNorm2d(100, 20)  # normscope: ignore norm.eps-positional',
      'import torch.nn as nn\n# normscope: ignore\nbn = nn.BatchNorm2d(100, 20)',
      '# normscope: ignore norm.two-values, norm.eps-positional\nimport torch.nn as nn\nbn = nn.BatchNorm2d(100, 20)',
    ]) {
      assert.deepEqual(codesOf(await kernel.run(cell, 'python')), [], cell);
    }
    for (const cell of [
      'import torch.nn as nn\nbn = nn.BatchNorm2d(100, 20)  # normscope: ignore norm.two-values',
      'import torch.nn as nn  # normscope: ignore\nbn = nn.BatchNorm2d(100, 20)',
    ]) {
      assert.deepEqual(codesOf(await kernel.run(cell, 'python')), ['norm.eps-positional'], cell);
    }
    const cell =
      'const silent = new nn.BatchNorm1d(4, { momentum: 0.9 }); // normscope: ignore norm.momentum-convention';
    assert.deepEqual(codesOf(await kernel.run(cell)), []);
  });

  it('are left out where the window ignores their codes', async () => {
    const outputs: CellRun['outputs'][number][] = [];
    const code = 'new nn.BatchNorm1d(3).forward(randn([2, 3])).shape';
    const params = { code, language: 'typescript', executionCount: 1000, ignore: ['norm.two-values'] } as const;
    const result = await kernel.client.execute(params, (output) => outputs.push(output));
    assert.deepEqual(codesOf(new CellRun(outputs, result)), []);
  });

  it('tell what TypeScript’s own loaders, losses and errors show', async () => {
    const loading = [
      'const set = new data.TensorDataset(randn([33, 4]));',
      'const bn4 = new nn.BatchNorm1d(4);',
      'for (const [x] of new data.DataLoader(set, { batchSize: 16 })) if (x.size(0) > 1) bn4.forward(x);',
    ].join('\n');
    const loader = await one('norm.last-batch-of-one', loading, 'typescript');
    assert.equal(loader.place?.line, 3);
    assert.ok(
      fixed(loading, loader).endsWith('{ batchSize: 16, dropLast: true })) if (x.size(0) > 1) bn4.forward(x);'),
    );
    const targets = await one(
      'norm.targets-no-distribution',
      'const own = 1;\nF.crossEntropy(randn([8, 3]), randn([8, 3])).item()',
      'typescript',
    );
    assert.equal(targets.place?.line, 2);
    const single = '\nnew nn.BatchNorm1d(6).forward(randn([1, 6]))';
    const refused = await one('norm.one-value-per-channel', single, 'typescript');
    assert.equal(refused.place?.line, 2);
    assert.equal(refused.severity, 'error');
    assert.equal(fixed(single, refused), '\nnew nn.GroupNorm(2, 6).forward(randn([1, 6]))');
    await kernel.run(fixed(single, refused), 'typescript');
    const unsure = single.replace('(6)', '(6, { eps: 1e-3 })');
    assert.equal((await one('norm.one-value-per-channel', unsure, 'typescript')).fix, undefined);
    const model =
      'import torch, torch.nn as nn\nmodel = nn.Sequential(nn.Linear(3, 8), nn.BatchNorm1d(8))\nmodel(torch.randn(1, 3))';
    const inModel = await one('norm.one-value-per-channel', model, 'python');
    assert.equal(inModel.place?.line, 2);
    assert.match(fixed(model, inModel), /nn\.Linear\(3, 8\), nn\.GroupNorm\(4, 8\)\)/);
  });

  it('tell one line of code once, however many layers it makes', async () => {
    const cell =
      'import torch, torch.nn as nn\nnets = [nn.Sequential(nn.Linear(3, 4), nn.BatchNorm1d(4)) for _ in range(5)]\nfor net in nets: net(torch.randn(16, 3))';
    await one('norm.bias-before-norm', cell, 'python');
  });
});
