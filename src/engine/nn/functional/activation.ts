import { isGradEnabled } from '../../autograd/mode.ts';
import { record } from '../../autograd/graph.ts';
import { allocateResult, dtypeTitle, isFloating } from '../../dtype.ts';
import { elements, fromElements } from '../../elements.ts';
import { NotImplementedError } from '../../errors.ts';
import { sums } from '../../kernels/moments.ts';
import { softmaxOfSets } from '../../kernels/softmax.ts';
import { forEachRun, type StatisticSets } from '../../statisticSets.ts';
import { gelu as exactGelu, geluTanh } from '../../operations/activations.ts';
import { exp } from '../../operations/pointwise.ts';
import { mul, sub } from '../../operations/arithmetic.ts';
import { sum } from '../../operations/reduction.ts';
import { normalizeDim } from '../../shape.ts';
import type { Tensor } from '../../tensor.ts';

export { elu, hardswish, leakyRelu, logsigmoid, mish, silu, softplus } from '../../operations/activations.ts';
export { relu, sigmoid, tanh } from '../../operations/pointwise.ts';

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

/** The sets of elements along one dimension. */
function setsAlong(input: Tensor, axis: number): StatisticSets {
  return { shape: input.shape, reduced: input.dim() === 0 ? [] : [axis] };
}

/** Softmax or its logarithm, without history. Throws NotImplementedError for integers. */
function softmaxOf(input: Tensor, name: string, axis: number): Tensor {
  requireFloating(input, name, axis);
  const target = allocateResult(input.dtype, input.shape);
  softmaxOfSets(elements(input), setsAlong(input, axis), name === 'log_softmax', target);
  return fromElements(target, input.shape, input.dtype);
}

/** eˣ / Σ eˣ along `dim`, without overflow. Throws NotImplementedError for integers. */
export function softmax(input: Tensor, dim?: number): Tensor {
  const axis = axisOf(input, dim);
  const result = softmaxOf(input, 'softmax', axis);
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
  const result = softmaxOf(input, 'log_softmax', axis);
  return record(
    'LogSoftmaxBackward0',
    result,
    [input],
    (gradient) => [
      isGradEnabled()
        ? sub(gradient, mul(exp(result), sum(gradient, [axis], { keepdim: true })))
        : logSoftmaxGradient(gradient, result, setsAlong(input, axis)),
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
