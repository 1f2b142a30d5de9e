import assert from 'node:assert/strict';
import type { Tensor } from '../../src/engine/index.ts';
import { F, manualSeed, nn, rand, randn } from '../../src/engine/index.ts';
import { expectClose, golden, type GoldenCase, goldenCases, goldenTensor } from './golden.ts';

/** The modules that the recorded cases build, by PyTorch's argument names. */
function build({ layer, args = {} }: GoldenCase): nn.Module {
  const known = [
    'num_features',
    'eps',
    'momentum',
    'affine',
    'track_running_stats',
    'bias',
    'in_features',
    'out_features',
  ];
  const unknown = Object.keys(args).filter((name) => !known.includes(name));
  assert.deepEqual(unknown, [], 'arguments that the test does not know');
  const number = (name: string): number => args[name] as number;
  if (layer === 'Linear') {
    return new nn.Linear(
      number('in_features'),
      number('out_features'),
      'bias' in args ? { bias: Boolean(args.bias) } : {},
    );
  }
  const type = { BatchNorm1d: nn.BatchNorm1d, BatchNorm2d: nn.BatchNorm2d }[layer ?? ''];
  assert.ok(type, `the layer ${layer} is known`);
  return new type(number('num_features'), {
    ...('eps' in args ? { eps: number('eps') } : {}),
    ...('momentum' in args ? { momentum: args.momentum as number | null } : {}),
    ...('affine' in args ? { affine: Boolean(args.affine) } : {}),
    ...('track_running_stats' in args ? { trackRunningStats: Boolean(args.track_running_stats) } : {}),
    ...('bias' in args ? { bias: Boolean(args.bias) } : {}),
  });
}

function setInitial(module: nn.Module, { initial = {}, dtype }: GoldenCase): void {
  for (const [name, key] of Object.entries(initial)) {
    const field = name.replace(/_([a-z])/g, (_, letter: string) => letter.toUpperCase());
    assert.ok(field in module, `the module has ${name}`);
    const value = goldenTensor(key);
    const typed = name === 'num_batches_tracked' ? value : value.to(dtype ?? 'float32');
    const current = (module as unknown as Record<string, unknown>)[field];
    Object.assign(module, { [field]: current instanceof nn.Parameter ? new nn.Parameter(typed) : typed });
  }
}

function checkStep(entry: GoldenCase, step: number, module: nn.Module, input: Tensor, output: Tensor): void {
  expectClose(entry, 'output', step, output);
  expectClose(entry, 'output_f64', step, entry.expect?.output_f64 === undefined ? undefined : output.to('float64'));
  const cotangent = entry.cotangents?.[step];
  if (cotangent !== undefined) {
    output.backward(goldenTensor(cotangent));
    expectClose(entry, 'grad_input', step, input.grad);
    for (const [name, parameter] of module.namedParameters()) expectClose(entry, `grad_${name}`, step, parameter.grad);
  }
  for (const [name, value] of module.stateDict()) expectClose(entry, name, step, value);
}

describe('As PyTorch', () => {
  describe('layers', () => {
    for (const entry of goldenCases('layer')) {
      it(entry.name, () => {
        const module = build(entry);
        setInitial(module, entry);
        for (let step = 0; step < (entry.steps ?? 1); step++) {
          module.train((entry.step_modes?.[step] ?? entry.mode) === 'train');
          module.zeroGrad();
          const input = goldenTensor(entry.inputs?.[step] ?? '').requiresGrad_();
          checkStep(entry, step, module, input, module.forward(input));
        }
      });
    }
  });

  describe('F.batchNorm', () => {
    for (const entry of goldenCases('functional')) {
      it(entry.name, () => {
        const options = Object.fromEntries(
          Object.entries(entry.args ?? {}).map(([name, value]) => {
            const key =
              typeof value === 'object' && value !== null ? (value as Record<string, string>).$array : undefined;
            const field = name.replace(/_([a-z])/g, (_, letter: string) => letter.toUpperCase());
            return [field, key === undefined ? (value ?? undefined) : goldenTensor(key)];
          }),
        ) as Record<string, Tensor | undefined>;
        expectClose(entry, 'output', 0, F.batchNorm(goldenTensor(entry.inputs?.[0] ?? ''), options));
        expectClose(entry, 'running_mean', 0, options.runningMean);
        expectClose(entry, 'running_var', 0, options.runningVar);
      });
    }
  });

  describe('errors', () => {
    for (const entry of goldenCases('error')) {
      it(entry.name, () => {
        assert.throws(
          () => {
            const module = build(entry);
            module.train(entry.mode !== 'eval');
            module.forward(goldenTensor(entry.inputs?.[0] ?? ''));
          },
          { name: entry.error?.type, message: entry.error?.message },
        );
      });
    }
  });

  describe('texts', () => {
    for (const entry of goldenCases('repr')) {
      it(entry.name, () => assert.equal(String(build(entry)), entry.repr));
    }
    for (const entry of goldenCases('print')) {
      it(entry.name, () => {
        const value = goldenTensor(entry.value ?? '').requiresGrad_(entry.requires_grad ?? false);
        assert.equal(String(value), entry.repr);
      });
    }
  });

  describe('random numbers', () => {
    const draw: Record<string, () => Tensor[]> = {
      'torch.randn(5)': () => [randn([5])],
      'torch.randn(16)': () => [randn([16])],
      'torch.randn(19)': () => [randn([19])],
      'torch.randn(3, 11)': () => [randn([3, 11])],
      'torch.rand(7)': () => [rand([7])],
      'torch.randn(4), then torch.randn(4)': () => [randn([4]), randn([4])],
      'torch.randn(20), then torch.rand(3)': () => [randn([20]), rand([3])],
      'nn.Linear(4, 3).weight then .bias': () => new nn.Linear(4, 3).parameters(),
    };
    for (const { seed, code, values } of golden.seeded) {
      it(`seed ${seed}: ${code}`, () => {
        manualSeed(seed);
        const numbers = draw[code]?.().flatMap((drawn) => [...drawn.values()]) ?? [];
        assert.equal(numbers.length, values.length);
        numbers.forEach((number, index) => assert.ok(Math.abs(number - (values[index] ?? NaN)) <= 1e-6));
      });
    }
  });
});
