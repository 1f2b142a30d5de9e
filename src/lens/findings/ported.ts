import { isKeras, type LayerFacts } from './layerFacts.ts';
import { remark, type Remark } from './remark.ts';

type Framework = 'torch' | 'keras';

/** So many layers are remembered. */
const MAX_LAYERS = 1000;
/** Outputs that differ by less, of their size, differ as float32 rounds; from the second share on it is seen in results. */
const ROUNDING = 1e-6;
const SEEN = 0.01;

interface Statistics {
  readonly mean: ArrayLike<number>;
  readonly variance: ArrayLike<number>;
}

/** Whether statistics are those that a layer begins with: many layers have them. */
function areInitial({ mean, variance }: Statistics): boolean {
  return (
    Array.prototype.every.call(mean, (value: number) => value === 0) ||
    Array.prototype.every.call(variance, (value: number) => value === 1)
  );
}

/** Stands for statistics: the same for the same numbers as float32, and hardly for others. */
function keyOf({ mean, variance }: Statistics): string {
  const bits = new Uint32Array(Float32Array.from([...Array.from(mean), ...Array.from(variance)]).buffer);
  let [one, other] = [0x811c9dc5, 0x9747b28c];
  for (const word of bits) {
    one = Math.imul(one ^ word, 0x01000193);
    other = Math.imul(other ^ (word >>> 7) ^ word, 0x85ebca6b);
  }
  return `${mean.length} ${one} ${other}`;
}

/** How far outputs with one eps lie from those with another, of their size: |√((σ² + other) / (σ² + eps)) − 1|, the largest. */
function effectOf({ variance }: Statistics, eps: number, other: number): number {
  return Array.from(variance).reduce(
    (most, value) => Math.max(most, Math.abs(Math.sqrt((value + other) / (value + eps)) - 1)),
    0,
  );
}

/**
 * Layers whose running statistics are, number for number, those of a layer of the other framework: their weights were taken
 * over. Where eps was not, as happens by the defaults (PyTorch's 1e-5, Keras' 1e-3), both give other outputs.
 */
export class PortedLayers {
  readonly #eps: Readonly<Record<Framework, Map<string, number>>> = { torch: new Map(), keras: new Map() };

  /** Takes notice of a layer that ran. Only in evaluation, where running statistics are what it normalizes with. */
  see({ call, isTraining }: LayerFacts): Remark | undefined {
    const { source, used, usesInputStatistics } = call;
    if (typeof source === 'string' || isTraining || usesInputStatistics || used?.mean === undefined) return undefined;
    const statistics = { mean: used.mean, variance: used.variance };
    if (areInitial(statistics)) return undefined;
    const [own, origin] = isKeras(source) ? (['keras', 'torch'] as const) : (['torch', 'keras'] as const);
    const key = keyOf(statistics);
    this.#remember(own, key, used.eps);
    const other = this.#eps[origin].get(key);
    const effect = other === undefined ? 0 : effectOf(statistics, used.eps, other);
    if (other === undefined || effect < ROUNDING) return undefined;
    return remark(
      'norm.ported-eps',
      effect < SEEN ? 'information' : 'warning',
      { eps: used.eps, other, origin, effect },
      { change: { kind: 'setOption', name: own === 'keras' ? 'epsilon' : 'eps', value: other } },
    );
  }

  #remember(framework: Framework, key: string, eps: number): void {
    const known = this.#eps[framework];
    known.delete(key);
    known.set(key, eps);
    if (known.size > MAX_LAYERS) known.delete(known.keys().next().value!);
  }
}
