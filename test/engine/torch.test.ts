import assert from 'node:assert/strict';
import type { Tensor } from '../../src/engine/index.ts';
import { F, manualSeed, nn, rand, randn } from '../../src/engine/index.ts';
import { expectClose, golden, type GoldenCase, goldenCases, goldenTensor } from './golden.ts';

type Arguments = Readonly<Record<string, unknown>>;

/** PyTorch's arguments as ours: camelCase, undefined where PyTorch has None and we leave out. */
function options(args: Arguments, ...positional: readonly string[]): Record<string, unknown> {
  return Object.fromEntries(
    Object.entries(args)
      .filter(([name, value]) => !positional.includes(name) && (value !== null || name === 'momentum'))
      .map(([name, value]) => [name.replace(/_([a-z])/g, (_, letter: string) => letter.toUpperCase()), value]),
  );
}

/** The modules that the recorded cases build, by PyTorch's names. */
const MODULES: Readonly<Record<string, (args: Arguments) => nn.Module>> = {
  Linear: (args) =>
    new nn.Linear(Number(args.in_features), Number(args.out_features), options(args, 'in_features', 'out_features')),
  GroupNorm: (args) =>
    new nn.GroupNorm(Number(args.num_groups), Number(args.num_channels), options(args, 'num_groups', 'num_channels')),
  ...Object.fromEntries(
    [nn.BatchNorm1d, nn.BatchNorm2d, nn.InstanceNorm1d, nn.InstanceNorm2d].map((type) => [
      type.name,
      (args: Arguments) => new type(Number(args.num_features), options(args, 'num_features')),
    ]),
  ),
  ...Object.fromEntries(
    [nn.LayerNorm, nn.RMSNorm].map((type) => [
      type.name,
      (args: Arguments) => new type(args.normalized_shape as number | number[], options(args, 'normalized_shape')),
    ]),
  ),
};

const FUNCTIONS: Readonly<Record<string, (input: Tensor, args: Record<string, unknown>) => Tensor>> = {
  'F.batch_norm': (input, args) => F.batchNorm(input, args),
  'F.instance_norm': (input, args) => F.instanceNorm(input, args),
  'F.group_norm': (input, { numGroups, ...args }) => F.groupNorm(input, Number(numGroups), args),
  'F.layer_norm': (input, { normalizedShape, ...args }) => F.layerNorm(input, normalizedShape as number[], args),
  'F.rms_norm': (input, { normalizedShape, ...args }) => F.rmsNorm(input, normalizedShape as number[], args),
};

function build({ layer = '', args = {} }: GoldenCase): nn.Module {
  const make = MODULES[layer];
  assert.ok(make, `the layer ${layer} is known`);
  return make(args);
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

  describe('functions', () => {
    for (const entry of goldenCases('functional')) {
      it(entry.name, () => {
        const args = Object.fromEntries(
          Object.entries(options(entry.args ?? {})).map(([name, value]) => {
            const key = (value as { $array?: string }).$array;
            return [name, key === undefined ? value : goldenTensor(key)];
          }),
        );
        const compute = FUNCTIONS[entry.op ?? ''];
        assert.ok(compute, `the function ${entry.op} is known`);
        const input = goldenTensor(entry.inputs?.[0] ?? '').requiresGrad_();
        const parameters = Object.entries(args).filter((pair): pair is [string, Tensor] => /weight|bias/.test(pair[0]));
        for (const [, parameter] of parameters) parameter.requiresGrad_();
        const output = compute(input, args);
        expectClose(entry, 'output', 0, output);
        expectClose(entry, 'running_mean', 0, args.runningMean as Tensor | undefined);
        expectClose(entry, 'running_var', 0, args.runningVar as Tensor | undefined);
        if (entry.cotangents?.[0] === undefined) return;
        output.backward(goldenTensor(entry.cotangents[0]));
        expectClose(entry, 'grad_input', 0, input.grad);
        for (const [name, parameter] of parameters) expectClose(entry, `grad_${name}`, 0, parameter.grad);
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
