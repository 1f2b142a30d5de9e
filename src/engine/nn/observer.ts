import type { StatisticSets } from '../statisticSets.ts';
import type { Tensor } from '../tensor.ts';

/** A layer, of whichever framework, or the name of a function. */
export type NormalizationSource = string | { readonly training?: boolean; toString(): string };

/** One call of a normalization layer or function, as its observers see it. */
export interface NormalizationCall {
  /** The layer, or the name of the function where there is no layer. */
  readonly source: NormalizationSource;
  readonly input: Tensor;
  readonly output: Tensor;
  readonly sets: StatisticSets;
  /** The dimensions of `sets.shape` by the letters that papers use: `N`, `C`, `H`, `W`. */
  readonly dimensions: readonly string[];
  /** Whether the mean is subtracted; else the statistic is the root mean square. */
  readonly centred: boolean;
  /** What one set is called where there is one per index of a dimension: `channel`, `sample`, `group`. */
  readonly setName: string;
  /** Whether the statistics came from this input; else they are the running ones. */
  readonly usesInputStatistics: boolean;
  /** How long the computation took. */
  readonly milliseconds: number;
}

export type NormalizationObserver = (call: NormalizationCall) => void;

const observers = new Set<NormalizationObserver>();
let calls = 0;

/** How many normalizations have run so far: tells whether one ran within another. */
export function normalizationCalls(): number {
  return calls;
}

/** Tells the observers of a call. */
export function reportNormalization(call: NormalizationCall): void {
  for (const observer of observers) observer(call);
}

/** Calls `observer` after every call of a normalization layer. Returns a function that ends this. */
export function observeNormalization(observer: NormalizationObserver): () => void {
  observers.add(observer);
  return () => {
    observers.delete(observer);
  };
}

/** Runs `compute`, times it, and tells the observers. */
export function observed(describe: Omit<NormalizationCall, 'output' | 'milliseconds'>, compute: () => Tensor): Tensor {
  calls++;
  if (observers.size === 0) return compute();
  const start = performance.now();
  const output = compute();
  const milliseconds = performance.now() - start;
  reportNormalization({ ...describe, output, milliseconds });
  return output;
}
