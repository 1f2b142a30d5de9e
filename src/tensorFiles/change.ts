import type { TensorChange } from '../protocol/tensorFiles.ts';
import { rounded } from '../lens/index.ts';
import { TensorFileError } from './errors.ts';
import { type StoredTensor, valuesOf } from './storedTensor.ts';

/**
 * How `after` differs from `before`, element by element. Throws TensorFileError where their shapes differ, or one of them
 * cannot be read.
 */
export async function changeOf(before: StoredTensor, after: StoredTensor): Promise<TensorChange> {
  if (before.shape.join() !== after.shape.join()) {
    throw new TensorFileError(`shapes differ: ${before.shape.join(' × ')} and ${after.shape.join(' × ')}`);
  }
  let [changed, maximum, difference, norm] = [0, 0, 0, 0];
  const others = valuesOf(after, 'rowMajor');
  for await (const values of valuesOf(before, 'rowMajor')) {
    const next = await others.next();
    if (next.done === true) throw new TensorFileError('one of both files ends early');
    const newValues = next.value;
    for (let i = 0; i < values.length; i++) {
      const [old, now] = [values[i]!, newValues[i]!];
      norm += old * old;
      if (old === now || (Number.isNaN(old) && Number.isNaN(now))) continue;
      changed++;
      const delta = Math.abs(now - old);
      difference += delta * delta;
      if (!(delta <= maximum)) maximum = delta;
    }
  }
  await others.return(undefined);
  return { changed, maximum: rounded(maximum), relative: changed === 0 ? 0 : rounded(Math.sqrt(difference / norm)) };
}
