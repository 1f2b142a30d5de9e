import { record } from '../../autograd/graph.ts';
import { allocate, dtypeTitle, isFloating } from '../../dtype.ts';
import { elements, fromElements } from '../../elements.ts';
import { NotImplementedError } from '../../errors.ts';
import { allBut, forEachRun } from '../../statisticSets.ts';
import { exp, gelu as exactGelu, geluTanh } from '../../operations/pointwise.ts';
import { mul, sub } from '../../operations/arithmetic.ts';
import { fold, logsumexp, sum } from '../../operations/reduction.ts';
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

/** eˣ / Σ eˣ along `dim`, without overflow. Throws NotImplementedError for integers. */
export function softmax(input: Tensor, dim?: number): Tensor {
  const axis = axisOf(input, dim);
  requireFloating(input, 'softmax', axis);
  const sets = allBut(
    input.shape,
    input.shape.flatMap((_, other) => (other === axis ? [] : [other])),
  );
  const values = elements(input);
  const largest = fold(values, sets, -Infinity, Math.max);
  const powers = new Float64Array(values.length);
  const totals = new Float64Array(largest.length);
  forEachRun(sets, (start, length, set, setStep) => {
    for (let i = 0; i < length; i++) {
      const index = set + i * setStep;
      const power = Math.exp(values[start + i]! - largest[index]!);
      powers[start + i] = power;
      totals[index]! += power;
    }
  });
  const target = allocate(input.dtype, values.length);
  forEachRun(sets, (start, length, set, setStep) => {
    for (let i = 0; i < length; i++) target[start + i] = powers[start + i]! / totals[set + i * setStep]!;
  });
  const result = fromElements(target, input.shape, input.dtype);
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
  requireFloating(input, 'log_softmax', axis);
  const wide = input.detach().to('float64');
  const values = elements(sub(wide, logsumexp(wide, [axis], { keepdim: true })));
  const result = fromElements(values, input.shape, input.dtype);
  return record(
    'LogSoftmaxBackward0',
    result,
    [input],
    (gradient) => [sub(gradient, mul(exp(result), sum(gradient, [axis], { keepdim: true })))],
    [result],
  );
}

/** e⁻ˣ / Σ e⁻ˣ along `dim`: {@link softmax} of −x. */
export function softmin(input: Tensor, dim?: number): Tensor {
  return softmax(mul(input, -1), dim);
}
