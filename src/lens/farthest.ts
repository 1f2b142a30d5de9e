import type { Moments } from '../engine/index.ts';
import { ofAllSets } from './distribution.ts';

/** The `count` sets of `total` whose `distance` is the largest, from the farthest on; NaN is infinitely far. */
export function farthest(total: number, count: number, distance: (set: number) => number): number[] {
  let found: { set: number; far: number }[] = [];
  let least = -Infinity;
  const keep = (): void => {
    found = found.sort((a, b) => b.far - a.far || a.set - b.set).slice(0, count);
    if (found.length === count) least = found.at(-1)!.far;
  };
  for (let set = 0; set < total; set++) {
    const own = distance(set);
    const far = Number.isNaN(own) ? Infinity : own;
    if (far <= least) continue;
    found.push({ set, far });
    if (found.length >= 2 * count + 16) keep();
  }
  keep();
  return found.map(({ set }) => set);
}

/** The `count` sets whose mean and σ lie farthest from those of all unbroken ones together; broken sets first. */
export function farthestSets(moments: Moments, count: number): number[] {
  const whole = Array.from(moments.mean, (_, set) => set).filter((set) =>
    Number.isFinite(moments.mean[set]! + moments.variance[set]!),
  );
  const { mean: centre, std: width } = ofAllSets({
    mean: Float64Array.from(whole, (set) => moments.mean[set]!),
    variance: Float64Array.from(whole, (set) => moments.variance[set]!),
  });
  const unit = width > 0 ? width : 1;
  return farthest(
    moments.mean.length,
    count,
    (set) => (Math.abs(moments.mean[set]! - centre) + Math.abs(Math.sqrt(moments.variance[set]!) - width)) / unit,
  );
}
