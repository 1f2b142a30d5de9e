import {
  bernoulli,
  empty,
  F,
  full,
  manualSeed,
  nn,
  normal,
  numpy,
  ones,
  rand,
  randint,
  randn,
  randperm,
  type Tensor,
} from '../../src/engine/index.ts';
import { Mismatch, Unknown } from './compare.ts';
import type { SeededCase } from './manifest.ts';

/** The numbers between the outermost parentheses of a call, nested tuples flattened: enough for every recorded call. */
function numbersIn(text: string): number[] {
  return (text.match(/-?\d+(\.\d+)?(e-?\d+)?/g) ?? []).map(Number);
}

const values = (...tensors: readonly Tensor[]): number[] => tensors.flatMap((tensor) => [...tensor.values()]);

type Draw = (numbers: number[]) => number[];

const bothOf = (module: { weight: Tensor; bias?: Tensor | undefined }): number[] => values(module.weight, module.bias!);

/** Calls of PyTorch, by what stands before the parentheses. */
const TORCH: Readonly<Record<string, Draw>> = {
  'torch.randn': (shape) => values(randn(shape)),
  'torch.rand': (shape) => values(rand(shape)),
  'torch.randint': ([low, high, ...shape]) => values(randint(low!, high!, shape)),
  'torch.randperm': ([n]) => values(randperm(n!)),
  'torch.normal': ([mean, std, ...shape]) => values(normal(mean!, std!, shape)),
  'torch.bernoulli': (numbers) => values(bernoulli(full(numbers.slice(0, -1), numbers.at(-1)!))),
  'nn.Linear': ([inputs, outputs]) => bothOf(new nn.Linear(inputs!, outputs!)),
  'nn.Conv1d': ([inputs, outputs, kernel]) => bothOf(new nn.Conv1d(inputs!, outputs!, kernel!)),
  'nn.Conv2d': ([inputs, outputs, kernel]) => bothOf(new nn.Conv2d(inputs!, outputs!, kernel!)),
  'nn.Conv3d': ([inputs, outputs, kernel]) => bothOf(new nn.Conv3d(inputs!, outputs!, kernel!)),
  'nn.Embedding': ([count, size]) => values(new nn.Embedding(count!, size!).weight),
  'nn.functional.dropout': ([count, p]) => values(F.dropout(ones([count!]), { p: p! })),
  'nn.init.kaiming_normal_': (shape) => values(nn.init.kaimingNormal_(empty(shape))),
  'nn.init.kaiming_uniform_': (shape) => values(nn.init.kaimingUniform_(empty(shape))),
  'nn.init.xavier_uniform_': (shape) => values(nn.init.xavierUniform_(empty(shape))),
  'nn.init.xavier_normal_': (shape) => values(nn.init.xavierNormal_(empty(shape))),
  uniform_: (numbers) => values(empty(numbers.slice(0, -2)).uniform_(numbers.at(-2), numbers.at(-1))),
  normal_: (numbers) => values(empty(numbers.slice(0, -2)).normal_(numbers.at(-2), numbers.at(-1))),
};

function drawTorch(code: string, seed: number): number[] {
  manualSeed(seed);
  return code.split(', then ').flatMap((call) => {
    const filled = /^torch\.empty\((.*)\)\.(uniform_|normal_)\((.*)\)$/.exec(call);
    if (filled !== null) return TORCH[filled[2]!]!(numbersIn(`${filled[1]}, ${filled[3]}`));
    const plain = /^([\w.]+)\((.*)\)(\.weight( then \.bias)?)?$/.exec(call);
    const draw = plain === null ? undefined : TORCH[plain[1]!];
    if (plain === null || draw === undefined) throw new Unknown(`the call ${call} is not known`);
    return draw(numbersIn(plain[2]!));
  });
}

function drawNumpy(code: string, seed: number): number[] {
  const legacy = /^np\.random\.seed\(s\); np\.random\.(\w+)\((.*)\)$/.exec(code);
  const modern = /^np\.random\.default_rng\(s\)\.(\w+)\((.*)\)$/.exec(code);
  const [, name, text] = legacy ?? modern ?? [];
  if (name === undefined || text === undefined) throw new Unknown(`the call ${code} is not known`);
  const random = legacy === null ? numpy.random.defaultRng(seed) : new numpy.random.RandomState(seed);
  const numbers = numbersIn(text);
  const size = numbers.at(-1)!;
  const [first = 0, second = 1] = numbers;
  const draws: Readonly<Record<string, () => Tensor>> = {
    randn: () => random.standardNormal(numbers),
    standard_normal: () => random.standardNormal(numbers),
    rand: () => random.random(numbers),
    random: () => random.random(numbers),
    random_sample: () => random.random(numbers),
    randint: () => (random as numpy.random.RandomState).randint(first, second, [size]),
    integers: () => (random as ReturnType<typeof numpy.random.defaultRng>).integers(first, second, [size]),
    normal: () => random.normal(first, second, [size]),
    uniform: () => random.uniform(first, second, [size]),
    permutation: () => random.permutation(first),
  };
  const draw = draws[name];
  if (draw === undefined) throw new Unknown(`the call ${code} is not known`);
  return values(draw());
}

/** Throws unless our numbers after seeding are the framework's: float32 to 1e-6, NumPy's float64 to 1e-12. */
export function runSeeded({ framework, seed, code, values: expected }: SeededCase): void {
  const isNumpy = framework === 'numpy';
  if (!isNumpy && framework !== 'torch') throw new Unknown(`the framework ${framework} is not known`);
  const got = isNumpy ? drawNumpy(code, seed) : drawTorch(code, seed);
  if (got.length !== expected.length) throw new Mismatch(`${got.length} numbers, expected ${expected.length}`);
  const tolerance = isNumpy ? 1e-12 : 1e-6;
  got.forEach((value, index) => {
    const allowed = tolerance * Math.max(1, Math.abs(expected[index]!));
    const off = Math.abs(value - expected[index]!) / allowed;
    if (!(off <= 1)) throw new Mismatch(`number ${index} is ${value}, expected ${expected[index]}`, off);
  });
}
