import { F, type Tensor, where } from '../../src/engine/index.ts';
import { type Arguments, resolveArguments } from './arguments.ts';
import { type Recorded, Unknown } from './compare.ts';
import { differentiate, type Kinds } from './kinds.ts';

interface Operator {
  readonly attributes: readonly string[];
  readonly compute: (inputs: readonly Tensor[], attributes: Arguments, outputs: number) => Tensor[];
}

function numberOr(value: unknown, fallback: number): number {
  return typeof value === 'number' ? value : fallback;
}

/** The dimensions from `axis` on, which ONNX normalizes together. */
function trailing(x: Tensor, axis: number): number[] {
  return x.shape.slice(axis < 0 ? axis + x.dim() : axis);
}

/** The normalization operators of ONNX (https://onnx.ai/onnx/operators/) by the functions of the engine. */
const OPERATORS: Readonly<Record<string, Operator>> = {
  BatchNormalization: {
    attributes: ['epsilon', 'momentum', 'training_mode', 'spatial'],
    compute: ([x, weight, bias, runningMean, runningVar], attributes) => {
      const eps = numberOr(attributes.epsilon, 1e-5);
      if (attributes.training_mode !== 1) {
        return [F.batchNorm(x!, { runningMean, runningVar, weight, bias, eps })];
      }
      const momentum = numberOr(attributes.momentum, 0.9);
      const others = x!.shape.flatMap((_, dim) => (dim === 1 ? [] : [dim]));
      const moved = (old: Tensor, batch: Tensor): Tensor =>
        old
          .to('float64')
          .mul(momentum)
          .add(batch.mul(1 - momentum))
          .to(old.dtype);
      const wide = x!.detach().to('float64');
      return [
        F.batchNorm(x!, { weight, bias, eps, training: true }),
        moved(runningMean!, wide.mean(others)),
        moved(runningVar!, wide.var(others, { correction: 0 })),
      ];
    },
  },
  InstanceNormalization: {
    attributes: ['epsilon'],
    compute: ([x, weight, bias], { epsilon }) => [F.instanceNorm(x!, { weight, bias, eps: numberOr(epsilon, 1e-5) })],
  },
  LayerNormalization: {
    attributes: ['axis', 'epsilon', 'stash_type'],
    compute: ([x, weight, bias], attributes, outputs) => {
      const [axis, eps] = [numberOr(attributes.axis, -1), numberOr(attributes.epsilon, 1e-5)];
      const shape = trailing(x!, axis);
      const whole = (parameter: Tensor | undefined): Tensor | undefined => parameter?.expand(shape);
      const dims = shape.map((_, i) => x!.dim() - shape.length + i);
      const wide = x!.to('float64');
      return [
        F.layerNorm(x!, shape, { weight: whole(weight), bias: whole(bias), eps }),
        wide.mean(dims, { keepdim: true }).to('float32'),
        wide.var(dims, { correction: 0, keepdim: true }).add(eps).rsqrt().to('float32'),
      ].slice(0, outputs);
    },
  },
  GroupNormalization: {
    attributes: ['epsilon', 'num_groups', 'stash_type'],
    compute: ([x, weight, bias], attributes) => [
      F.groupNorm(x!, attributes.num_groups as number, { weight, bias, eps: numberOr(attributes.epsilon, 1e-5) }),
    ],
  },
  RMSNormalization: {
    attributes: ['axis', 'epsilon', 'stash_type'],
    compute: ([x, weight], attributes) => {
      const shape = trailing(x!, numberOr(attributes.axis, -1));
      return [F.rmsNorm(x!, shape, { weight: weight?.expand(shape), eps: numberOr(attributes.epsilon, 1e-5) })];
    },
  },
  LRN: {
    attributes: ['alpha', 'beta', 'bias', 'size'],
    compute: ([x], attributes) => {
      const size = attributes.size as number;
      // ONNX leans even windows towards later channels, PyTorch towards earlier ones.
      const mirrored = size % 2 === 0 ? x!.flip([1]) : x!;
      const result = F.localResponseNorm(mirrored, size, {
        alpha: numberOr(attributes.alpha, 1e-4),
        beta: numberOr(attributes.beta, 0.75),
        k: numberOr(attributes.bias, 1),
      });
      return [size % 2 === 0 ? result.flip([1]) : result];
    },
  },
  LpNormalization: {
    attributes: ['axis', 'p'],
    compute: ([x], attributes) => {
      const [p, dim] = [numberOr(attributes.p, 2), numberOr(attributes.axis, -1)];
      const length = x!.norm(p, dim, { keepdim: true });
      return [where(length.eq(0), 0, x!.div(length))];
    },
  },
  MeanVarianceNormalization: {
    attributes: ['axes'],
    compute: ([x], { axes }) => {
      const dims = (axes as number[] | undefined) ?? [0, 2, 3];
      const wide = x!.to('float64');
      const centred = wide.sub(wide.mean(dims, { keepdim: true }));
      const std = wide.std(dims, { correction: 0, keepdim: true });
      return [centred.div(std.add(1e-9)).to(x!.dtype)];
    },
  },
};

function operator(recorded: Recorded): void {
  const { entry } = recorded;
  const name = (entry.op ?? entry.layer ?? '').replace(/^(ai\.)?onnx\./, '');
  const known = OPERATORS[name];
  if (known === undefined) throw new Unknown(`the operator ${name} is not known`);
  const attributes = resolveArguments(entry.args ?? {}, (key) => recorded.tensor(key));
  const unknown = Object.keys(attributes).filter((attribute) => !known.attributes.includes(attribute));
  if (unknown.length > 0) throw new Unknown(`${name} has no attribute ${unknown.join(', ')}`);
  const inputs = (entry.inputs ?? []).map((key) => recorded.tensor(key));
  const leaves = new Map(inputs.map((x, i) => [`x${i}`, x]));
  recorded.checkComplete(['output', ...inputs.map((_, i) => `grad_x${i}`)]);
  const declared = recorded.expectedCount('output');
  // Outputs at the end may be left out of an ONNX graph.
  differentiate(recorded, leaves, () => known.compute(inputs, attributes, declared).slice(0, declared));
}

export const onnxKinds: Kinds = { op: operator, functional: operator, layer: operator, node: operator };
