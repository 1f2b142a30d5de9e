import type { GradientNode } from '../autograd/graph.ts';
import type { StatisticSets } from '../statisticSets.ts';
import type { Tensor } from '../tensor.ts';

/** A layer, of whichever framework, or the name of a function. */
export type NormalizationSource = string | { readonly training?: boolean; toString(): string };

/** The learned scale γ and shift β, and which elements share one of them. */
export interface Affine {
  readonly weight: Tensor | undefined;
  readonly bias: Tensor | undefined;
  readonly sets: StatisticSets;
}

/** What x̂ = (x − mean) / √(variance + eps) and y = γ·x̂ + β were computed with. */
export interface UsedStatistics {
  /** One for each set; undefined where nothing is subtracted. */
  readonly mean: ArrayLike<number> | undefined;
  /** One for each set: the variance, or where nothing is subtracted the mean square. */
  readonly variance: ArrayLike<number>;
  readonly eps: number;
  readonly affine: Affine;
}

/** What running statistics are moved towards, for each channel. */
export interface BatchStatistics {
  readonly batchMean: ArrayLike<number>;
  /** The estimate that moves the running variance: the unbiased one, but for Keras' layers. */
  readonly batchVariance: ArrayLike<number>;
}

/** A move of running statistics, and what they became by it; undefined where the layer keeps none. */
export interface RunningMove extends BatchStatistics {
  readonly runningMean: ArrayLike<number> | undefined;
  readonly runningVariance: ArrayLike<number> | undefined;
}

/** Running statistics that a call has moved, and what it moved them towards at last. */
export interface RunningUpdate extends BatchStatistics {
  /** One for each channel, as it is after the call. Undefined where the layer keeps none. */
  readonly mean: Tensor | undefined;
  readonly variance: Tensor | undefined;
  /** The weight of the new batch, as PyTorch counts it; null where all batches have the same. */
  readonly momentum: number | null;
  /** The moves of the same call before the last, where there are several. */
  readonly earlier?: readonly RunningMove[];
}

/** What a call came to know while it computed. */
export interface CallDetails {
  /** Absent where the layer computes in another way. */
  readonly used?: UsedStatistics | undefined;
  /** Absent where the call moved none. */
  readonly running?: RunningUpdate | undefined;
}

/** One call of a normalization layer or function, as its observers see it. */
export interface NormalizationCall extends CallDetails {
  /** The layer, or the name of the function where there is no layer. */
  readonly source: NormalizationSource;
  /** Both without the history that autograd recorded: whoever keeps a call keeps no graph. */
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
  /** Throws what the layer throws where `input` cannot be normalized so; absent where anything can. */
  readonly check?:
    ((input: Tensor, options: { readonly eps: number; readonly usesInput: boolean }) => void) | undefined;
  /** How long the computation took. */
  readonly milliseconds: number;
}

/**
 * Sees a call. `gradientNode`: where gradients flow from its output to its input, and nowhere else; undefined where none
 * will, or the layer is composed of several operations.
 */
export type NormalizationObserver = (call: NormalizationCall, gradientNode: GradientNode | undefined) => void;

const observers = new Set<NormalizationObserver>();
let calls = 0;

/** How many normalizations have run so far: tells whether one ran within another. */
export function normalizationCalls(): number {
  return calls;
}

/** Tells the observers of a call. */
export function reportNormalization(call: NormalizationCall, gradientNode?: GradientNode): void {
  for (const observer of observers) observer(call, gradientNode);
}

/** Calls `observer` after every call of a normalization layer. Returns a function that ends this. */
export function observeNormalization(observer: NormalizationObserver): () => void {
  observers.add(observer);
  return () => {
    observers.delete(observer);
  };
}

/** From now on `observer` sees every call and nobody else does. Returns a function that ends this. */
export function observeAlone(observer: NormalizationObserver): () => void {
  const others = [...observers];
  observers.clear();
  observers.add(observer);
  return () => {
    observers.delete(observer);
    for (const other of others) observers.add(other);
  };
}

/** Runs `compute`, times it, and tells the observers; what only they need to know they are told by `details`. */
export function observed(
  describe: Omit<NormalizationCall, 'output' | 'milliseconds' | keyof CallDetails>,
  compute: () => Tensor,
  details?: () => CallDetails,
): Tensor {
  calls++;
  if (observers.size === 0) return compute();
  const start = performance.now();
  const output = compute();
  const milliseconds = performance.now() - start;
  const found = details?.();
  reportNormalization(
    {
      ...describe,
      input: describe.input.detach(),
      output: output.detach(),
      milliseconds,
      used: found?.used,
      running: found?.running,
    },
    found?.used === undefined ? undefined : output.gradientNode,
  );
  return output;
}
