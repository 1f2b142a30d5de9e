import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { runInNewContext } from 'node:vm';
import { io, keras, manualSeed, nn, noGrad, rand, randn, type Tensor } from '../../src/engine/index.ts';
import { twin } from '../../src/kernel/models/index.ts';
import { parseExperiment } from '../../src/protocol/experiment.ts';

const { layers } = keras;

function near(actual: number | undefined, expected: number, tolerance = 1e-5): void {
  assert.ok(
    Math.abs(actual! - expected) <= tolerance * Math.max(1e-3, Math.abs(expected)),
    `${actual} is not ${expected}`,
  );
}

function filled<Each extends nn.Module>(module: Each): Each {
  noGrad(() => {
    for (const [name, tensor] of module.stateDict()) {
      if (name !== 'num_batches_tracked') tensor.copy_(rand(tensor.shape).add(0.5));
    }
  });
  return module;
}

function apart(a: Tensor, b: Tensor): number {
  return a.sub(b).abs().max().item();
}

describe('twin', () => {
  beforeEach(() => {
    manualSeed(2);
  });

  it('tells how far the running variances come apart, which is all that is left after the conversion', () => {
    const [n, steps, momentum] = [6, 10, 0.2];
    const x = randn([n, 3]).mul(2).add(1);
    const layer = new nn.BatchNorm1d(3, { momentum });
    const found = twin(layer, x, { steps });
    const left = (1 - momentum) ** steps;
    const biased = Array.from(x.var(0, { correction: 0 }).values());
    const variances = (estimate: (variance: number) => number): number[] =>
      biased.map((each) => left + (1 - left) * estimate(each));
    const [torch, other] = [variances((each) => (each * n) / (n - 1)), variances((each) => each)];
    near(found.converted.variance, Math.exp(torch.reduce((sum, each, i) => sum + Math.log(other[i]! / each), 0) / 3));
    assert.ok(found.converted.mean! < 1e-6);
    assert.ok(found.converted.train < 1e-6);
    assert.ok(found.converted.eval > 0.01);
    // By Keras' own momentum the statistics have hardly moved.
    const slow = 0.99 ** steps;
    const slowly = biased.map((each) => slow + (1 - slow) * each);
    near(found.defaults.variance, Math.exp(torch.reduce((sum, each, i) => sum + Math.log(slowly[i]! / each), 0) / 3));
    assert.deepEqual(
      found.arguments.map(({ what, torch, keras, otherDefault }) => [what, torch, keras, otherDefault]),
      [
        ['eps', '1e-5', '1e-5', '0.001'],
        ['axis', '1', '1', '-1'],
        ['momentum', '0.2', '0.8', '0.99'],
        ['variance', 'N − 1', 'N', 'N'],
      ],
    );
    assert.equal(layer.numBatchesTracked!.item(), 0);
    assert.equal(parseExperiment(JSON.parse(JSON.stringify(found))).kind, 'twin');
  });

  const modules: Record<string, () => readonly [nn.Module, Tensor]> = {
    BatchNorm1d: () => [new nn.BatchNorm1d(4), randn([5, 4, 3])],
    BatchNorm2d: () => [new nn.BatchNorm2d(4, { affine: false }), randn([5, 4, 3, 2])],
    BatchNorm3d: () => [new nn.BatchNorm3d(4, { bias: false, eps: 0.1 }), randn([5, 4, 3, 2, 2])],
    LayerNorm: () => [new nn.LayerNorm([3, 4]), randn([5, 3, 4])],
    GroupNorm: () => [new nn.GroupNorm(2, 4), randn([5, 4, 3])],
    InstanceNorm2d: () => [new nn.InstanceNorm2d(4, { affine: true }), randn([5, 4, 3, 3])],
    RMSNorm: () => [new nn.RMSNorm([4]), randn([5, 4])],
  };

  for (const [name, make] of Object.entries(modules)) {
    it(`converts ${name} to Keras, weights and all, and back`, () => {
      const [given, x] = make();
      const found = twin(filled(given), x, { steps: 2 });
      given.eval();
      const expected = given.call(x);
      assert.ok(apart(found.keras.call(x), expected) < 1e-5);
      assert.equal(found.torch, given);
      const back = twin(found.keras, x, { steps: 2 });
      back.torch.eval();
      assert.ok(apart(back.torch.call(x), expected) < 1e-5);
      assert.ok(back.converted.train < 1e-5);
    });
  }

  it('moves the channels of Keras to where PyTorch has them', () => {
    const x = randn([4, 5, 5, 3]);
    const given = new layers.BatchNormalization();
    given.call(x, { training: true });
    const { torch, converted, code } = twin(given, x, { steps: 3 });
    assert.ok(converted.train < 1e-5);
    torch.eval();
    assert.ok(apart(torch.call(x.movedim(3, 1)).movedim(1, 3), given.call(x)) < 1e-5);
    assert.match(code, /^const norm = new nn\.BatchNorm2d\(3, \{ eps: 0\.001, momentum: 0\.01, /);
    assert.match(code, /norm\.call\(x\.movedim\(3, 1\)\)\.movedim\(1, 3\)/);
  });

  it('gives code that makes the layer', () => {
    const layer = filled(new nn.BatchNorm2d(4));
    const x = randn([2, 4, 3, 3]);
    const { code } = twin(layer, x);
    const norm = runInNewContext(`${code}\nnorm`, { keras, layer, x }) as InstanceType<
      typeof layers.BatchNormalization
    >;
    layer.eval();
    assert.ok(apart(norm.call(x), layer.call(x)) < 1e-5);
  });

  it('refuses what has no twin, and says why', () => {
    const x = randn([2, 3]);
    const refused: [() => unknown, RegExp][] = [
      [() => twin(new nn.BatchNorm1d(3, { momentum: null }), x), /momentum null/],
      [() => twin(new nn.BatchNorm1d(3, { trackRunningStats: false }), x), /keeps no running statistics/],
      [() => twin(new nn.LocalResponseNorm(5), x), /alpha \/ size/],
      [() => twin(new nn.Linear(3, 3), x), /has no twin in Keras/],
      [() => twin(new layers.LayerNormalization({ axis: 1 }), randn([2, 3, 4])), /not the last ones/],
      [() => twin(new nn.BatchNorm1d(3), 3 as never), /takes a tensor/],
    ];
    for (const [call, message] of refused) assert.throws(call, { name: 'TypeError', message });
    assert.throws(() => twin(new nn.BatchNorm1d(3), x, { steps: 0 }), { name: 'RangeError' });
  });

  describe('gives what the other framework gave, as recorded of the real ones:', () => {
    interface Case {
      readonly name: string;
      readonly kind: string;
      readonly layer: string;
      readonly mode: string;
      readonly dtype: string;
      readonly args: Readonly<Record<string, unknown>>;
      readonly inputs: readonly string[];
      readonly initial?: Readonly<Record<string, string>>;
      readonly expect: { readonly output: readonly string[] };
    }
    const recorded = (framework: string): { cases: Case[]; array: (name: string) => Tensor } => {
      const file = (ending: string): URL => new URL(`../conformance/reference/${framework}.${ending}`, import.meta.url);
      const { tensors } = io.loadSafetensors(readFileSync(file('safetensors')));
      const { cases } = JSON.parse(readFileSync(file('json'), 'utf8')) as { readonly cases: Case[] };
      return { cases, array: (name) => tensors.get(name)! };
    };
    const isNear = (actual: Tensor, expected: Tensor): boolean => {
      const values = Array.from(expected.values());
      return Array.from(actual.values()).every(
        (value, i) => Math.abs(value - values[i]!) <= 5e-6 + 1e-5 * Math.abs(values[i]!),
      );
    };

    it('modules of torch whose twin is a layer of Keras', () => {
      const { cases, array } = recorded('keras');
      const names = [
        'bn_2d_eval',
        'bn_3d_eval',
        'bn_4d_eval',
        'bn_4d_eval_noscale',
        'bn_4d_eval_nocenter',
        'bn_5d_eval',
        'bn_axis1_eval',
        'bn_axis2_eval',
        'ln_default',
        'ln_3d',
        'ln_axis_all',
        'ln_nocenter',
        'ln_noscale',
      ];
      for (const name of names) {
        const { layer, args, inputs, initial, expect } = cases.find((each) => each.name === name)!;
        const x = array(inputs[0]!);
        const given = new (
          layers as unknown as Record<string, new (options: object) => InstanceType<typeof layers.BatchNormalization>>
        )[layer]!(args);
        given.build(x.shape);
        given.setWeights(given.weights.map((weight) => array(initial![weight.name]!)));
        const { torch } = twin(given, x, { steps: 1 });
        torch.eval();
        const axis =
          layer === 'BatchNormalization' ? (((args.axis as number | undefined) ?? -1) + x.dim()) % x.dim() : 1;
        const output = torch.call(x.movedim(axis, 1)).movedim(1, axis);
        assert.ok(isNear(output, array(expect.output[0]!)), name);
      }
    });

    it('layers of Keras whose twin is a module of torch', () => {
      const { cases, array } = recorded('torch');
      const found = cases.filter(
        ({ kind, layer, mode, dtype, args, initial }) =>
          kind === 'layer' &&
          mode === 'eval' &&
          dtype === 'float32' &&
          /^BatchNorm[123]d$/.test(layer) &&
          initial?.running_mean !== undefined &&
          args.momentum !== null,
      );
      assert.ok(found.length >= 5, String(found.length));
      for (const { name, layer, args, inputs, initial, expect } of found) {
        const [x, output] = [array(inputs[0]!), array(expect.output[0]!)];
        // One value a channel cannot be trained on.
        if (x.numel() === x.size(1) || !Array.from(output.values()).every(Number.isFinite)) continue;
        const {
          num_features: count,
          eps = 1e-5,
          affine = true,
          bias = true,
        } = args as { num_features: number; eps?: number; affine?: boolean; bias?: boolean };
        const given = new nn[layer as 'BatchNorm1d'](count, { eps, affine, bias });
        given.loadStateDict(new Map(Object.entries(initial!).map(([key, value]) => [key, array(value)])), {
          strict: false,
        });
        assert.ok(isNear(twin(given, x, { steps: 1 }).keras.call(x), output), name);
      }
    });
  });
});
