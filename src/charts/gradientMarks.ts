import type { Card } from '../protocol/card.ts';
import { unpack } from '../protocol/packed.ts';

/** Recorded backward passes, by their numbers, that a logarithmic axis of σ has no place for. */
export interface UnplacedPasses {
  /** Where a gradient's σ is 0. */
  readonly vanished: readonly number[];
  /** Where a gradient's σ is not finite. */
  readonly broken: readonly number[];
}

/** Whether a logarithmic axis has a place for σ. */
export function isPlaced(std: number): boolean {
  return Number.isFinite(std) && std > 0;
}

/** The passes that stand at the borders of the chart of σ over passes. */
export function unplacedPasses({ recorded, outputStd, inputStd }: NonNullable<Card['gradients']>): UnplacedPasses {
  const ends = [outputStd, ...(inputStd === undefined ? [] : [inputStd])].map(unpack);
  const passes = (is: (std: number) => boolean): number[] =>
    recorded.filter((_, index) => ends.some((stds) => index < stds.length && is(stds[index]!)));
  return { vanished: passes((std) => std === 0), broken: passes((std) => !Number.isFinite(std)) };
}
