import { defineFunction, F, type nn, noGrad, optim, type Tensor } from '../../src/engine/index.ts';
import { type Arguments, bind, resolveArguments, signature } from './arguments.ts';
import { expectEqual, expectText, Mismatch, type Recorded, Unknown } from './compare.ts';
import { differentiate, expectError, isFloatingTensor, type Kinds } from './kinds.ts';
import { buildModule, loadInitial } from './torchModules.ts';
import { torchOperation } from './torchOperations.ts';

function argumentsOf(recorded: Recorded): Arguments {
  return resolveArguments(recorded.entry.args ?? {}, (key) => recorded.tensor(key));
}

function build(recorded: Recorded): nn.Module {
  return buildModule(recorded.entry.layer!, argumentsOf(recorded));
}

function initialOf(recorded: Recorded): Map<string, Tensor> {
  return new Map(Object.entries(recorded.entry.initial ?? {}).map(([name, key]) => [name, recorded.tensor(key)]));
}

function layer(recorded: Recorded): void {
  const { entry } = recorded;
  const module = build(recorded).to(recorded.dtype);
  recorded.checkComplete(['output', 'output_f64', 'grad_input', ...stateNames(module)]);
  loadInitial(module, initialOf(recorded));
  for (let step = 0; step < (entry.steps ?? 1); step++) {
    module.train((entry.step_modes?.[step] ?? entry.mode) === 'train');
    module.zeroGrad();
    const input = recorded.tensor(entry.inputs?.[step]);
    if (isFloatingTensor(input)) input.requiresGrad_();
    const output = module.call(input);
    recorded.check('output', step, output);
    recorded.check('output_f64', step, output.detach().to('float64'));
    if (entry.cotangents?.[step] !== undefined) {
      output.backward(recorded.tensor(entry.cotangents[step]));
      recorded.check('grad_input', step, input.grad);
      for (const [name, parameter] of module.namedParameters()) recorded.check(`grad_${name}`, step, parameter.grad);
    }
    for (const [name, value] of module.stateDict()) recorded.check(name, step, value);
  }
}

/** Every result that a module's state can have. */
function stateNames(module: nn.Module): string[] {
  return [...module.stateDict().keys()].flatMap((name) => [name, `grad_${name}`]);
}

function loss(recorded: Recorded): void {
  const { entry } = recorded;
  recorded.checkComplete(['output', 'grad_input']);
  const [input, target] = (entry.inputs ?? []).map((key) => recorded.tensor(key)) as [Tensor, Tensor];
  input.requiresGrad_();
  const output = build(recorded).call(input, target);
  recorded.check('output', 0, output);
  if (entry.cotangents?.[0] === undefined) return;
  output.backward(recorded.tensor(entry.cotangents[0]));
  recorded.check('grad_input', 0, input.grad);
}

function functional(recorded: Recorded): void {
  const { entry } = recorded;
  const args = argumentsOf(recorded);
  const named = Object.entries(args).filter((pair): pair is [string, Tensor] => isFloatingTensor(pair[1]));
  const isStatistic = (name: string): boolean => name.startsWith('running_');
  const inputs = (entry.inputs ?? []).map((key) => recorded.tensor(key));
  const leaves = new Map<string, Tensor>([
    ...inputs.map((x, i): [string, Tensor] => [i === 0 ? 'input' : `x${i}`, x]),
    ...named.filter(([name]) => !isStatistic(name)),
  ]);
  recorded.checkComplete(['output', ...[...leaves.keys()].map((name) => `grad_${name}`), /^running_/]);
  differentiate(recorded, leaves, () => torchOperation(entry.op!)(inputs, args));
  for (const [name, value] of named.filter(([statistic]) => isStatistic(statistic))) recorded.check(name, 0, value);
}

function op(recorded: Recorded): void {
  const { entry } = recorded;
  const inputs = (entry.inputs ?? []).map((key) => recorded.tensor(key));
  const leaves = new Map(inputs.map((x, i) => [`x${i}`, x]));
  recorded.checkComplete(['output', ...inputs.map((_, i) => `grad_x${i}`)]);
  differentiate(recorded, leaves, () => torchOperation(entry.op!)(inputs, argumentsOf(recorded)));
}

const OPTIMIZERS: Readonly<Record<string, string>> = {
  SGD: '| lr momentum dampening weight_decay nesterov maximize',
  Adam: '| lr betas eps weight_decay amsgrad maximize',
  AdamW: '| lr betas eps weight_decay amsgrad maximize',
  RMSprop: '| lr alpha eps weight_decay momentum centered maximize',
  Adagrad: '| lr lr_decay weight_decay initial_accumulator_value eps maximize',
};

type AnyOptimizer = new (params: Tensor[], options: object) => { step(): unknown; zeroGrad(): void };

function buildOptimizer(name: string, args: Arguments, parameters: Tensor[]): InstanceType<AnyOptimizer> {
  const known = OPTIMIZERS[name];
  const optimizerClass = (optim as unknown as Record<string, AnyOptimizer | undefined>)[name];
  if (known === undefined || optimizerClass === undefined) throw new Unknown(`the optimizer ${name} is not known`);
  return new optimizerClass(parameters, bind(name, signature(known), args).options);
}

/** A chain of recorded modules, with the names that they have in the state. */
function buildModel(recorded: Recorded): { modules: nn.Module[]; state: Map<string, Tensor> } {
  const noArray = (): never => {
    throw new Unknown('a model has no arrays among its arguments');
  };
  const parts = (recorded.entry.model ?? []).map(({ name, layer: className, args }) => ({
    name,
    module: buildModule(className, resolveArguments(args, noArray)).to(recorded.dtype),
  }));
  const state = new Map(
    parts.flatMap(({ name, module }) =>
      [...module.stateDict()].map(([key, tensor]): [string, Tensor] => [`${name}.${key}`, tensor]),
    ),
  );
  for (const [name, value] of initialOf(recorded)) {
    const target = state.get(name);
    if (target === undefined) throw new Unknown(`the model has no ${name}`);
    target.detach().copy_(value);
  }
  return { modules: parts.map(({ module }) => module), state };
}

function trajectory(recorded: Recorded): void {
  const { entry } = recorded;
  const { modules, state } = buildModel(recorded);
  recorded.checkComplete([
    'loss',
    'eval_output',
    ...[...state.keys()].flatMap((name) => [`step1.${name}`, `final.${name}`]),
  ]);
  const forward = (x: Tensor): Tensor => modules.reduce((flowing, module) => module.call(flowing), x);
  const parameters = modules.flatMap((module) => module.parameters());
  const optimizer = buildOptimizer(
    entry.optimizer!.name,
    resolveArguments(entry.optimizer!.args, (key) => recorded.tensor(key)),
    parameters,
  );
  const criterion = buildModule(
    entry.loss!.layer,
    resolveArguments(entry.loss!.args, (key) => recorded.tensor(key)),
  );
  const [x, y] = (entry.inputs ?? []).map((key) => recorded.tensor(key)) as [Tensor, Tensor];
  const check = (result: string, value: Tensor): void => {
    if (entry.not_compared?.includes(result) !== true) recorded.check(result, 0, value);
  };
  const losses: Tensor[] = [];
  for (let step = 0; step < (entry.steps ?? 1); step++) {
    optimizer.zeroGrad();
    const value = criterion.call(forward(x.select(0, step)), y.select(0, step));
    value.backward();
    optimizer.step();
    losses.push(value.detach());
    if (step === 0) for (const [name, tensor] of state) check(`step1.${name}`, tensor);
  }
  for (const [name, tensor] of state) check(`final.${name}`, tensor);
  check('loss', stackOf(losses));
  for (const module of modules) module.eval();
  if (entry.eval_input !== undefined) {
    noGrad(() => {
      check('eval_output', forward(recorded.tensor(entry.eval_input)));
    });
  }
}

function stackOf(scalars: readonly Tensor[]): Tensor {
  const [first, ...rest] = scalars.map((scalar) => scalar.reshape([1]));
  return rest.reduce((joined, next) => F.pad(joined, [0, 1]).add(F.pad(next, [joined.numel(), 0])), first!);
}

function error(recorded: Recorded): void {
  const { entry } = recorded;
  expectError(entry, (enter) => {
    enter('construct');
    const module = build(recorded);
    module.train(entry.mode !== 'eval');
    enter('forward');
    module.call(...(entry.inputs ?? []).map((key) => recorded.tensor(key)));
  });
}

function repr(recorded: Recorded): void {
  expectText('repr', build(recorded).toString(), recorded.entry.repr!);
}

/** A tensor with the recorded content and history, which is all that its text depends on. */
function print(recorded: Recorded): void {
  const { entry } = recorded;
  const value = recorded.tensor(entry.value);
  if (entry.shape !== undefined) expectEqual('shape', value.shape, entry.shape);
  if (entry.requires_grad === true) value.requiresGrad_();
  const computed =
    entry.grad_fn == null
      ? value
      : defineFunction<[Tensor]>({
          name: entry.grad_fn,
          forward: (x) => x.clone(),
          backward: (gradient) => [gradient],
        })(value.requiresGrad_());
  expectText('repr', computed.toString(), entry.repr!);
}

function stateDict(recorded: Recorded): void {
  const { entry } = recorded;
  const module = build(recorded);
  const parameters = new Map(module.namedParameters());
  const found = [...module.stateDict()].map(([name, { shape, dtype }]) => ({
    name,
    shape,
    dtype,
    kind: parameters.has(name) ? 'parameter' : 'buffer',
  }));
  expectEqual('state_dict', found, entry.state_dict);
  const count = module.parameters().reduce((total, parameter) => total + parameter.numel(), 0);
  if (entry.parameter_count !== undefined) expectEqual('parameter_count', count, entry.parameter_count);
  const state = module.stateDict();
  for (const result of Object.keys(entry.expect ?? {})) {
    if (!state.has(result)) throw new Mismatch(`${result} is missing`);
    recorded.check(result, 0, state.get(result));
  }
}

export const torchKinds: Kinds = {
  layer,
  loss,
  functional,
  op,
  trajectory,
  error,
  repr,
  print,
  state_dict: stateDict,
};
