import type { Tensor } from '../../tensor.ts';

/** `running = (1 − momentum)·running + momentum·batch`, in place, for each channel; nothing where none is kept. */
export function updateRunning(running: Tensor | undefined, batch: Float64Array, momentum: number): void {
  if (running === undefined) return;
  const { data } = running.storage;
  running.storage.willWrite();
  batch.forEach((value, channel) => {
    const index = running.offset + channel * (running.strides[0] ?? 0);
    data[index] = (1 - momentum) * data[index]! + momentum * value;
  });
}
