import { isGradEnabled } from '../../autograd/mode.ts';
import { record } from '../../autograd/graph.ts';
import { allocateResult, dtypeTitle, isFloating } from '../../dtype.ts';
import { elements, fromElements } from '../../elements.ts';
import { NotImplementedError } from '../../errors.ts';
import { sums } from '../../kernels/moments.ts';
import { mapFloat64, newFloat64 } from '../../memory/small.ts';
import { allBut, forEachRun, type StatisticSets } from '../../statisticSets.ts';
import { exp, gelu as exactGelu, geluTanh } from '../../operations/pointwise.ts';
import { mul, sub } from '../../operations/arithmetic.ts';
import { fold, sum } from '../../operations/reduction.ts';
import { normalizeDim } from '../../shape.ts';
import type { Tensor } from '../../tensor.ts';

export {
  elu,
  hardswish,
  leakyRelu,
  logsigmoid,
  mish,
  relu,
  sigmoid,
  silu,
  softplus,
  tanh,
} from '../../operations/pointwise.ts';

export type GELUApproximation = 'none' | 'tanh';

/** x·Φ(x), or with `approximate: 'tanh'` its approximation by tanh. Default: 'none'. */
export function gelu(input: Tensor, options: { readonly approximate?: GELUApproximation } = {}): Tensor {
  return options.approximate === 'tanh' ? geluTanh(input) : exactGelu(input);
}

function requireFloating(input: Tensor, name: string, axis: number): void {
  if (isFloating(input.dtype)) return;
  const kernel = axis === Math.max(input.dim() - 1, 0) ? `${name}_lastdim_kernel_impl` : `${name}_kernel_impl`;
  throw new NotImplementedError(`"${kernel}" not implemented for '${dtypeTitle(input.dtype)}'`);
}

/** Without a dimension PyTorch takes the first for tensors of 0, 1 and 3 dimensions, else the second. */
function axisOf(input: Tensor, dim: number | undefined): number {
  const legacy = [0, 1, 3].includes(input.dim()) ? 0 : 1;
  return normalizeDim(dim ?? legacy, input.dim());
}

interface Exponentials {
  /** x − max x along the dimension, row-major, in float64. */
  readonly shifted: Float64Array;
  /** Σ e^(x − max x) of each set. */
  readonly totals: Float64Array;
  readonly sets: StatisticSets;
}

/** What softmax and its logarithm have in common. Throws NotImplementedError for integers. */
function exponentials(input: Tensor, name: string, axis: number): Exponentials {
  requireFloating(input, name, axis);
  const sets = allBut(
    input.shape,
    input.shape.flatMap((_, other) => (other === axis ? [] : [other])),
  );
  const values = elements(input);
  const largest = fold(values, sets, -Infinity, Math.max);
  const shifted = newFloat64(values.length);
  const totals = newFloat64(largest.length);
  forEachRun(sets, (start, length, set, setStep) => {
    for (let i = 0; i < length; i++) {
      const index = set + i * setStep;
      shifted[start + i] = values[start + i]! - largest[index]!;
      totals[index]! += Math.exp(shifted[start + i]!);
    }
  });
  return { shifted, totals, sets };
}

/** eˣ / Σ eˣ along `dim`, without overflow. Throws NotImplementedError for integers. */
export function softmax(input: Tensor, dim?: number): Tensor {
  const axis = axisOf(input, dim);
  const { shifted, totals, sets } = exponentials(input, 'softmax', axis);
  forEachRun(sets, (start, length, set, setStep) => {
    for (let i = 0; i < length; i++) shifted[start + i] = Math.exp(shifted[start + i]!) / totals[set + i * setStep]!;
  });
  const result = fromElements(shifted, input.shape, input.dtype);
  return record(
    'SoftmaxBackward0',
    result,
    [input],
    (gradient) => {
      const weighted = mul(gradient, result);
      return [sub(weighted, mul(result, sum(weighted, [axis], { keepdim: true })))];
    },
    [result],
  );
}

/** x − ln Σ eˣ along `dim`, without overflow. Throws NotImplementedError for integers. */
export function logSoftmax(input: Tensor, dim?: number): Tensor {
  const axis = axisOf(input, dim);
  const { shifted, totals, sets } = exponentials(input, 'log_softmax', axis);
  const logarithms = mapFloat64(totals, Math.log);
  forEachRun(sets, (start, length, set, setStep) => {
    for (let i = 0; i < length; i++) shifted[start + i]! -= logarithms[set + i * setStep]!;
  });
  const result = fromElements(shifted, input.shape, input.dtype);
  return record(
    'LogSoftmaxBackward0',
    result,
    [input],
    (gradient) => [
      isGradEnabled()
        ? sub(gradient, mul(exp(result), sum(gradient, [axis], { keepdim: true })))
        : logSoftmaxGradient(gradient, result, sets),
    ],
    [result],
  );
}

/** g − e^y·Σg, for y = ln softmax x. */
function logSoftmaxGradient(gradient: Tensor, result: Tensor, sets: StatisticSets): Tensor {
  const [flowing, logarithms] = [elements(gradient), elements(result)];
  const totals = sums(flowing, sets);
  const target = allocateResult(result.dtype, result.shape);
  forEachRun(sets, (start, length, set, setStep) => {
    for (let i = 0; i < length; i++) {
      target[start + i] = flowing[start + i]! - Math.exp(logarithms[start + i]!) * totals[set + i * setStep]!;
    }
  });
  return fromElements(target, result.shape, result.dtype);
}

/** e⁻ˣ / Σ e⁻ˣ along `dim`: {@link softmax} of −x. */
export function softmin(input: Tensor, dim?: number): Tensor {
  return softmax(mul(input, -1), dim);
}
