import {
  elements,
  indexSelect,
  type NormalizationCall,
  randint,
  setSize,
  summarizeSets,
  type Tensor,
} from '../engine/index.ts';
import { evenSampling, SetPlaces } from '../lens/index.ts';
import type { BatchSizes } from '../protocol/experiment.ts';
import { withOwnRandomNumbers } from './kept.ts';
import { checkCount, described, type Run, runAlone, type Subject } from './subjects.ts';

/** So many elements of a batch are looked at, evenly spaced: an average over all would say the same. */
const MOST_PLACES = 4096;

/** So much of an error's message is kept. */
const MAX_ERROR = 1000;

type SizeResult = BatchSizes['layers'][number]['sizes'][number];

/** The mean and σ that each element is normalized with, by its place in row-major order. */
interface UsedStatistics {
  readonly mean: (place: number) => number;
  readonly std: (place: number) => number;
}

function usedStatistics({ used, sets, input }: NormalizationCall): UsedStatistics {
  const setAt = new SetPlaces(sets).setAt();
  const { mean, variance } = used ?? summarizeSets({ values: elements(input), sets, known: undefined }).moments;
  return {
    mean: (place) => mean?.[setAt(place)] ?? 0,
    std: (place) => Math.sqrt(variance[setAt(place)]!),
  };
}

/** How many elements of the first sample share a statistic with its first one. */
function placesOfSample({ sets, input }: NormalizationCall): number {
  const setAt = new SetPlaces(sets).setAt();
  const row = input.numel() / input.size(0);
  let count = 0;
  for (let place = 0; place < row; place++) if (setAt(place) === setAt(0)) count++;
  return count;
}

/** The root mean square of what is added. */
class RootMeanSquare {
  #squares = 0;
  #count = 0;

  add(value: number): void {
    this.#squares += value * value;
    this.#count++;
  }

  /** NaN where nothing was added. */
  get value(): number {
    return Math.sqrt(this.#squares / this.#count);
  }
}

/** Visits some elements of a batch of the samples `rows`: where they lie in it, and where in all samples. */
function forSomePlaces(length: number, rows: ArrayLike<number>, visit: (inBatch: number, inAll: number) => void): void {
  const row = length / rows.length;
  const { stride, count } = evenSampling(length, MOST_PLACES);
  for (let i = 0; i < count; i++) {
    const place = i * stride;
    const sample = Math.floor(place / row);
    visit(place, rows[sample]! * row + (place % row));
  }
}

/** What is measured of one layer in batches of one size. */
class Spreads {
  readonly #all: Run;
  readonly #reference: UsedStatistics | undefined;
  readonly #outputs: ArrayLike<number>;
  readonly #mean = new RootMeanSquare();
  readonly #std = new RootMeanSquare();
  readonly #output = new RootMeanSquare();

  constructor(all: Run) {
    this.#all = all;
    this.#reference = all.call && usedStatistics(all.call);
    this.#outputs = elements(all.output);
  }

  /** Adds what became of the samples `rows` of all of them in a batch of their own. */
  add({ call, output }: Run, rows: ArrayLike<number>): void {
    const values = elements(output);
    const shares = output.numel() / rows.length === this.#all.output.numel() / this.#all.output.size(0);
    if (shares) {
      forSomePlaces(values.length, rows, (inBatch, inAll) => {
        this.#output.add(values[inBatch]! - this.#outputs[inAll]!);
      });
    }
    const reference = this.#reference;
    if (call === undefined || reference === undefined) return;
    const used = usedStatistics(call);
    forSomePlaces(call.input.numel(), rows, (inBatch, inAll) => {
      const scale = reference.std(inAll);
      if (scale === 0) return;
      this.#mean.add((used.mean(inBatch) - reference.mean(inAll)) / scale);
      this.#std.add(used.std(inBatch) / scale - 1);
    });
  }

  get result(): Pick<SizeResult, 'meanSpread' | 'stdSpread' | 'outputSpread'> {
    return { meanSpread: this.#mean.value, stdSpread: this.#std.value, outputSpread: this.#output.value };
  }
}

export interface BatchSizeOptions {
  readonly sizes: readonly number[];
  /** How many batches of each size are drawn. */
  readonly batches: number;
  readonly title: string;
}

function check(x: Tensor, { sizes, batches }: BatchSizeOptions): void {
  const wrong = sizes.find((size) => !Number.isInteger(size) || size < 1);
  if (wrong !== undefined || sizes.length === 0 || sizes.length > 64) {
    throw new RangeError(
      `compareBatchSizes: sizes must be 1 to 64 whole numbers from 1 on, but got ${wrong ?? `${sizes.length} of them`}`,
    );
  }
  if (!Number.isInteger(batches) || batches < 1) {
    throw new RangeError(`compareBatchSizes: batches must be a whole number from 1 on, but got ${batches}`);
  }
  if (x.dim() < 2 || x.numel() === 0) {
    throw new TypeError(
      `compareBatchSizes: x must hold samples along its first dimension and features along others, but its shape is [${x.shape.join(', ')}]`,
    );
  }
}

/** Whether an error is an answer of the layer's to its input; what Python raises to end a program is not. */
function isAnswer(error: unknown): error is Error {
  return error instanceof Error && error.name !== 'PythonError';
}

function measure(layer: Subject, x: Tensor, all: Run, size: number, batches: number): Omit<SizeResult, 'theory'> {
  const spreads = new Spreads(all);
  try {
    for (let batch = 0; batch < batches; batch++) {
      const rows = randint(0, x.size(0), [size]);
      spreads.add(runAlone(layer, indexSelect(x, 0, rows)), elements(rows));
    }
  } catch (error) {
    if (!isAnswer(error)) throw error;
    const message = error.message.replace(`${layer.name}: `, '');
    return {
      size,
      meanSpread: NaN,
      stdSpread: NaN,
      outputSpread: NaN,
      error: `${error.name}: ${message}`.slice(0, MAX_ERROR),
    };
  }
  return { size, ...spreads.result };
}

/**
 * Runs samples of `x`, drawn with replacement, through each layer in batches of each size, and measures against one batch
 * of all of `x`: the mean and σ that elements are normalized with (in σ of all), and the outputs. An error of the layer
 * stands in place of the numbers, as of batch normalization with a batch of one. Throws the layer's error where it
 * refuses all of `x`.
 */
export function compareBatchSizesOf(layers: readonly Subject[], x: Tensor, options: BatchSizeOptions): BatchSizes {
  checkCount('compareBatchSizes', layers.length);
  check(x, options);
  const { sizes, batches, title } = options;
  return {
    kind: 'batchSizes',
    title,
    shape: [...x.shape],
    batches,
    layers: layers.map((layer) => {
      const all = runAlone(layer, x);
      const { call } = all;
      const spatial = call && placesOfSample(call);
      const poolsBatch = call && spatial !== undefined && call.usesInputStatistics && spatial < setSize(call.sets);
      return {
        ...described(layer),
        ...(poolsBatch === undefined ? {} : { poolsBatch, spatial: spatial! }),
        // The same samples for every layer.
        sizes: withOwnRandomNumbers(() =>
          sizes.map((size) => ({
            ...measure(layer, x, all, size, batches),
            theory: poolsBatch === undefined ? NaN : poolsBatch ? 1 / Math.sqrt(size * spatial) : 0,
          })),
        ),
      };
    }),
  };
}
