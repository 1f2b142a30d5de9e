import { mapFloat64 } from '../../memory/small.ts';
import { elements, writeElements } from '../../elements.ts';
import type { Tensor } from '../../tensor.ts';
import type { RunningUpdate } from '../observer.ts';

/** `running = (1 − momentum)·running + momentum·batch`, in place, for each channel; nothing where none is kept. */
export function updateRunning(running: Tensor | undefined, batch: Float64Array, momentum: number): void {
  if (running === undefined) return;
  const before = elements(running);
  writeElements(
    running,
    mapFloat64(batch, (value, channel) => (1 - momentum) * before[channel]! + momentum * value),
  );
}

/**
 * Moves a running mean and variance towards those of a batch, as {@link updateRunning} does. Returns what observers are
 * told of it; undefined where none are kept.
 */
export function moveRunning(
  running: Pick<RunningUpdate, 'mean' | 'variance'> & { readonly momentum: number },
  batchMean: Float64Array,
  batchVariance: Float64Array,
): RunningUpdate | undefined {
  const { mean, variance, momentum } = running;
  if (mean === undefined && variance === undefined) return undefined;
  updateRunning(mean, batchMean, momentum);
  updateRunning(variance, batchVariance, momentum);
  return { mean, variance, momentum, batchMean, batchVariance };
}
