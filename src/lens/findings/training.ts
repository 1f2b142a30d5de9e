import { elements, type Tensor } from '../../engine/index.ts';
import { remark, type Remark } from './remark.ts';

/** Rounding of float32 over some thousand classes stays below this. */
const TOLERANCE = 1e-2;
/** Of so many elements targets are looked at. */
const MOST = 2 ** 16;

/**
 * Targets of cross entropy that are no probabilities: negative, or rows that do not sum to 1. The loss −Σ t·log p has a lower
 * bound only for t ≥ 0, and its least value is at p = t only where t sums to 1. Classes are dimension 1.
 */
export function targetsNoDistribution(target: Tensor): Remark | undefined {
  if (target.dim() === 0 || target.numel() === 0) return undefined;
  const values = elements(target);
  const classDim = target.dim() === 1 ? 0 : 1;
  const classes = target.shape[classDim]!;
  const inner = target.shape.slice(classDim + 1).reduce((size, each) => size * each, 1);
  const rows = Math.min(target.numel(), MOST) / (classes * inner);
  let [negative, count, least, lowSum, highSum] = [0, 0, Infinity, Infinity, -Infinity];
  for (let row = 0; row < rows; row++) {
    for (let place = 0; place < inner; place++) {
      let sum = 0;
      for (let each = 0; each < classes; each++) {
        const value = values[(row * classes + each) * inner + place]!;
        if (value < 0) negative++;
        least = Math.min(least, value);
        sum += value;
      }
      count += classes;
      lowSum = Math.min(lowSum, sum);
      highSum = Math.max(highSum, sum);
    }
  }
  if (!Number.isFinite(lowSum + highSum + least)) return undefined;
  if (negative === 0 && lowSum > 1 - TOLERANCE && highSum < 1 + TOLERANCE) return undefined;
  // Rows of zeros are a common way to leave samples out.
  if (negative === 0 && lowSum >= 0 && highSum < 1 + TOLERANCE && isZeroOrOne(lowSum) && isZeroOrOne(highSum))
    return undefined;
  return remark(
    'norm.targets-no-distribution',
    'warning',
    { negative, count, least, lowSum, highSum },
    { about: { called: String.raw`\w*(?:cross_?entropy|CrossEntropyLoss)\w*` } },
  );
}

function isZeroOrOne(sum: number): boolean {
  return Math.min(Math.abs(sum), Math.abs(sum - 1)) < TOLERANCE;
}

const OPTIMIZERS = '(?:SGD|Adam|AdamW|Adagrad|RMSprop|Adadelta|Adamax|NAdam|RAdam)';

/** A group of an optimizer's parameters. */
interface Group {
  readonly params: readonly Tensor[];
  readonly weightDecay?: number | undefined;
}

/**
 * γ or β in a group with weight decay: it pulls γ to 0, which the layers after it can undo, and so only changes the rate of
 * learning (https://arxiv.org/abs/1706.05350). Information: common practice, and often harmless.
 */
export function weightDecay(
  groups: readonly Group[],
  isNormalization: (parameter: Tensor) => boolean,
): Remark | undefined {
  for (const { params, weightDecay: decay } of groups) {
    if (decay === undefined || decay === 0) continue;
    const layers = params.filter(isNormalization).length;
    if (layers > 0)
      return remark('norm.weight-decay', 'information', { decay, layers }, { about: { called: OPTIMIZERS } });
  }
  return undefined;
}

/** A loader whose last batch has one sample, which batch normalization of vectors refuses to train on. */
export function lastBatchOfOne(samples: number, batchSize: number, dropLast: boolean): Remark | undefined {
  if (dropLast || batchSize < 2 || samples % batchSize !== 1) return undefined;
  return remark(
    'norm.last-batch-of-one',
    'warning',
    { samples, batchSize },
    { about: { called: 'DataLoader' }, change: { kind: 'setOption', name: 'drop_last', value: true } },
  );
}
