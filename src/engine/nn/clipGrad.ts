import { fromElements, elements } from '../elements.ts';
import { noGrad } from '../autograd/mode.ts';
import { RuntimeError } from '../errors.ts';
import type { Tensor } from '../tensor.ts';

/**
 * Scales the gradients of `parameters`, in place, so that the norm over all of them together is at most `maxNorm`, and
 * returns the norm that they had (https://docs.pytorch.org/docs/stable/generated/torch.nn.utils.clip_grad_norm_.html).
 * Default: the 2-norm. Throws RuntimeError for a norm that is not finite, with `errorIfNonfinite`.
 */
export function clipGradNorm(
  parameters: Iterable<Tensor>,
  maxNorm: number,
  options: { readonly normType?: number; readonly errorIfNonfinite?: boolean } = {},
): Tensor {
  const { normType = 2, errorIfNonfinite = false } = options;
  const gradients = [...parameters].map(({ grad }) => grad).filter((gradient) => gradient !== undefined);
  const magnitudes = gradients.map((gradient) => elements(gradient));
  let total = 0;
  for (const values of magnitudes) {
    for (const value of values) {
      total = normType === Infinity ? Math.max(total, Math.abs(value)) : total + Math.abs(value) ** normType;
    }
  }
  const norm = normType === Infinity ? total : total ** (1 / normType);
  if (errorIfNonfinite && !Number.isFinite(norm)) {
    throw new RuntimeError(
      `The total norm of order ${normType.toFixed(1)} for gradients from \`parameters\` is non-finite, so it cannot be clipped. To disable this error and scale the gradients by the non-finite norm anyway, set \`error_if_nonfinite=False\``,
    );
  }
  const scale = Math.min(1, maxNorm / (norm + 1e-6));
  noGrad(() => {
    for (const gradient of gradients) gradient.mul_(scale);
  });
  return fromElements([norm], [], gradients[0]?.dtype ?? 'float32');
}

/** Cuts every element of the gradients off at ±`clipValue`, in place. */
export function clipGradValue(parameters: Iterable<Tensor>, clipValue: number): void {
  noGrad(() => {
    for (const { grad } of parameters) grad?.clamp_(-clipValue, clipValue);
  });
}
