import { add, Tensor } from '../../src/engine/index.ts';
import { Mismatch, type Recorded } from './compare.ts';
import type { Case } from './manifest.ts';

/** How the cases of each kind are run; a run throws where the results are not the recorded ones. */
export type Kinds = Readonly<Record<string, (recorded: Recorded) => void>>;

export function isFloatingTensor(value: unknown): value is Tensor {
  return value instanceof Tensor && value.dtype.includes('float');
}

/** Runs an operation, compares its results, and then the gradients of the leaves, by name. */
export function differentiate(
  recorded: Recorded,
  leaves: ReadonlyMap<string, Tensor>,
  compute: () => readonly Tensor[],
): void {
  const { cotangents = [] } = recorded.entry;
  if (cotangents.length > 0) for (const leaf of leaves.values()) if (isFloatingTensor(leaf)) leaf.requiresGrad_();
  const outputs = compute();
  const expected = recorded.expectedCount('output');
  if (outputs.length !== expected) throw new Mismatch(`there are ${outputs.length} outputs, expected ${expected}`);
  outputs.forEach((output, i) => {
    recorded.check('output', i, output);
  });
  const differentiable = outputs.flatMap((output, i) =>
    output.requiresGrad && cotangents[i] !== undefined ? [output.mul(recorded.tensor(cotangents[i])).sum()] : [],
  );
  if (differentiable.length === 0) return;
  differentiable.reduce((total, part) => add(total, part)).backward();
  for (const [name, leaf] of leaves) recorded.check(`grad_${name}`, 0, leaf.grad);
}

/** Throws unless `run` throws the recorded error, in the recorded stage. */
export function expectError(entry: Case, run: (enter: (stage: string) => void) => void): void {
  let stage = 'construct';
  const enter = (next: string): void => {
    stage = next;
  };
  try {
    run(enter);
  } catch (error) {
    const { name, message } = error as Error;
    const got = `${name}: ${message}`;
    const expected = `${entry.error?.type}: ${entry.error?.message}`;
    if (got !== expected) throw new Mismatch(`it threw ${JSON.stringify(got)}, expected ${JSON.stringify(expected)}`);
    if (entry.error?.stage !== undefined && entry.error.stage !== stage) {
      throw new Mismatch(`it threw on ${stage}, expected on ${entry.error.stage}`);
    }
    return;
  }
  throw new Mismatch(`it threw nothing, expected ${entry.error?.type}: ${entry.error?.message}`);
}
