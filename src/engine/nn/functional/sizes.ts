import { RuntimeError } from '../../errors.ts';
import { formatShape } from '../../shape.ts';

/** One number for all spatial dimensions, or one for each. */
export type Sizes = number | readonly number[];

/** {@link perDimension} for the argument `name` of a convolution. */
export function convolutionSizes(name: string, sizes: Sizes, rank: number): number[] {
  return perDimension(
    sizes,
    rank,
    () =>
      `expected ${name} to be a single integer value or a list of ${rank} values to match the convolution dimensions, but got ${name}=${formatShape(sizes as number[])}`,
  );
}

/** A size for each of `rank` spatial dimensions. Throws RuntimeError with `mismatch` where there are more or fewer. */
export function perDimension(sizes: Sizes, rank: number, mismatch: () => string): number[] {
  const list = typeof sizes === 'number' ? [sizes] : sizes;
  if (list.length === 1) return new Array<number>(rank).fill(list[0]!);
  if (list.length !== rank) throw new RuntimeError(mismatch());
  return [...list];
}
