import { mapFloat64 } from '../../memory/small.ts';
import { elements, writeElements } from '../../elements.ts';
import type { Tensor } from '../../tensor.ts';

/** `running = (1 − momentum)·running + momentum·batch`, in place, for each channel; nothing where none is kept. */
export function updateRunning(running: Tensor | undefined, batch: Float64Array, momentum: number): void {
  if (running === undefined) return;
  const before = elements(running);
  writeElements(
    running,
    mapFloat64(batch, (value, channel) => (1 - momentum) * before[channel]! + momentum * value),
  );
}
