import type { TensorFinding } from '../protocol/tensorFiles.ts';
import { elementType } from './elementTypes.ts';
import { countOf, type StoredTensor } from './storedTensor.ts';
import type { TensorStatistics } from './statistics.ts';

/** What PyTorch, Keras and TensorFlow call running variances, and the mean and the counter beside each. */
const VARIANCES: readonly (readonly [variance: RegExp, mean: string, counter?: string])[] = [
  [/running_var$/, 'running_mean', 'num_batches_tracked'],
  [/moving_variance$/, 'moving_mean'],
  [/running_variance$/, 'running_mean'],
];

/** Statistics of the tensor of that name, if there is one that can be read. */
export type StatisticsByName = (name: string) => Promise<TensorStatistics | undefined>;

function isAll(value: number, { distribution: { min, max, nan } }: TensorStatistics): boolean {
  return min === value && max === value && nan === 0;
}

async function varianceFindings(
  name: string,
  statistics: TensorStatistics,
  beside: StatisticsByName,
): Promise<TensorFinding[]> {
  const known = VARIANCES.find(([pattern]) => pattern.test(name));
  const { min } = statistics.distribution;
  if (known === undefined || min === null) return [];
  if (min < 0) return [{ kind: 'negativeVariance', min }];
  if (min === 0) return [{ kind: 'zeroVariance', min }];
  const [pattern, mean, counter] = known;
  if (!isAll(1, statistics)) return [];
  const means = await beside(name.replace(pattern, mean));
  if (means === undefined || !isAll(0, means)) return [];
  const counts = counter === undefined ? undefined : await beside(name.replace(pattern, counter));
  // Who counts updates and has counted some may have seen just such batches.
  if (counts !== undefined && !isAll(0, counts)) return [];
  return [{ kind: 'neverUpdated', counted: counts !== undefined }];
}

/** What is the same throughout, and is not meant to be: a matrix or a kernel; biases and scales begin so. */
function constantFindings({ shape, dtype }: StoredTensor, statistics: TensorStatistics): TensorFinding[] {
  const { min, max, nan } = statistics.distribution;
  const isWeight = shape.filter((size) => size > 1).length >= 2 && elementType(dtype)?.isFloating === true;
  if (!isWeight || nan > 0 || min === null || min !== max || countOf(shape) < 2) return [];
  return min === 0 ? [{ kind: 'allZero' }] : [{ kind: 'constant', value: min }];
}

/** Types whose elements may be beyond what float16 holds. */
const WIDER_THAN_HALF = new Set(['float32', 'float64', 'bfloat16']);

/** What stands out in a tensor, the worst first. `beside`: the statistics of others in the file. */
export async function findingsOf(
  tensor: StoredTensor,
  statistics: TensorStatistics,
  beside: StatisticsByName,
): Promise<TensorFinding[]> {
  const { nan, positiveInfinity, negativeInfinity } = statistics.distribution;
  const broken = nan + positiveInfinity + negativeInfinity;
  const { beyondHalf } = statistics;
  return [
    ...(broken > 0 ? [{ kind: 'notFinite', count: broken } as const] : []),
    ...(await varianceFindings(tensor.name, statistics, beside)),
    ...constantFindings(tensor, statistics),
    ...(beyondHalf > 0 && WIDER_THAN_HALF.has(tensor.dtype)
      ? [{ kind: 'beyondHalf', count: beyondHalf } as const]
      : []),
  ];
}
