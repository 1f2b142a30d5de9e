import { ValueError } from '../errors.ts';
import { inDouble } from '../nn/functional/inDouble.ts';
import { observed } from '../nn/observer.ts';
import { div, maximum, sub } from '../operations/arithmetic.ts';
import { mean, std } from '../operations/reduction.ts';
import { castTo } from '../operations/views.ts';
import { elementCount } from '../shape.ts';
import type { Tensor } from '../tensor.ts';

/**
 * Each image H×W×C, or each of a batch, with mean 0 and variance 1: `(x − mean) / max(σ, 1/√N)` over its N numbers
 * (https://www.tensorflow.org/api_docs/python/tf/image/per_image_standardization), as float32. Throws ValueError for fewer than 3
 * dimensions.
 */
export function perImageStandardization(image: Tensor): Tensor {
  if (image.dim() < 3) throw new ValueError("'image' must be at least three-dimensional.");
  const dims = [-3, -2, -1].map((dim) => dim + image.dim());
  const count = elementCount(image.shape.slice(-3));
  return observed(
    {
      source: 'per_image_standardization',
      input: image,
      sets: { shape: image.shape, reduced: dims },
      dimensions: ['N', 'H', 'W', 'C'].slice(-image.dim()),
      centred: true,
      setName: 'image',
      usesInputStatistics: true,
    },
    () =>
      inDouble(castTo(image, 'float32'), (x) => {
        const spread = maximum(std(x, dims, { correction: 0, keepdim: true }), 1 / Math.sqrt(count));
        return div(sub(x, mean(x, dims, { keepdim: true })), spread);
      }),
  );
}
