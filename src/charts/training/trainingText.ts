import type { Training, TrainingRunData } from '../../protocol/training.ts';
import { unpack } from '../../protocol/packed.ts';
import { formatStatistic } from '../format.ts';
import { lastOf, scalarNames } from './quantities.ts';

/** `2.303 → 0.021`: the first and the last number of a series. */
function fromTo(numbers: ArrayLike<number>): string {
  const [first, last] = [numbers[0]!, numbers[numbers.length - 1]!];
  return `${formatStatistic(first)} → ${formatStatistic(last)}`;
}

function runText(run: TrainingRunData, training: Training): string {
  const lines = [`${run.name}: ${run.steps} steps`];
  for (const name of scalarNames(training)) {
    const scalar = run.scalars.find((each) => each.name === name);
    if (scalar !== undefined) lines.push(`  ${name} ${fromTo(unpack(scalar.values))}`);
  }
  for (const [quantity, name] of [
    ['std', 'σ of outputs'],
    ['gradient', 'gradient norm'],
  ] as const) {
    const values = lastOf(run, quantity);
    const [first, last] = [values[0], values.at(-1)];
    if (first === undefined || last === undefined) continue;
    const at = ({ layer, value }: typeof first): string =>
      `${formatStatistic(value)} (${run.layers[layer]!.path} ${run.layers[layer]!.type})`;
    lines.push(`  ${name}, first to last layer: ${at(first)} … ${at(last)}`);
  }
  const first = run.broken.toSorted((a, b) => a.step - b.step || a.layer - b.layer)[0];
  if (first !== undefined) {
    lines.push(
      `  NaN or ∞ from step ${first.step} in ${run.layers[first.layer]!.path} ${run.layers[first.layer]!.type}`,
    );
  }
  return lines.join('\n');
}

/** Training runs in a few lines each, for viewers that show text alone. */
export function trainingText(training: Training): string {
  return training.runs.map((run) => runText(run, training)).join('\n');
}
