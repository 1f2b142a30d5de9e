import { randperm, tensor } from '../creation.ts';
import { elements, fromElements } from '../elements.ts';
import { ValueError } from '../errors.ts';
import { indexSelect } from '../operations/indexing.ts';
import { stack } from '../operations/joining.ts';
import { defaultGenerator, Generator as RandomGenerator } from '../random/generator.ts';
import { Tensor } from '../tensor.ts';
import { observedPass } from './observer.ts';

/** Samples by their number. */
export interface Dataset<Sample> {
  readonly length: number;
  at(index: number): Sample;
}

/** Tensors of one length: a sample is an index of their first dimension. Throws ValueError where lengths differ. */
export class TensorDataset implements Dataset<Tensor[]> {
  readonly tensors: readonly Tensor[];

  constructor(...tensors: readonly Tensor[]) {
    if (tensors.some((tensor) => tensor.size(0) !== tensors[0]!.size(0))) {
      throw new ValueError('Size mismatch between tensors');
    }
    this.tensors = tensors;
  }

  get length(): number {
    return this.tensors[0]?.size(0) ?? 0;
  }

  at(index: number): Tensor[] {
    return this.tensors.map((tensor) => tensor.select(0, index));
  }
}

export interface DataLoaderOptions<Sample, Batch> {
  /** Default: 1. */
  readonly batchSize?: number;
  /** A new random order in every pass: PyTorch's, after the same seed. Default: false. */
  readonly shuffle?: boolean;
  /** Leave out a last batch that is smaller. Default: false. */
  readonly dropLast?: boolean;
  /**
   * Makes a batch of samples. Default: tensors are stacked, numbers become a tensor (int64 where all are whole, else
   * float64), lists and objects are batched place by place, and texts listed.
   */
  readonly collate?: (samples: Sample[]) => Batch;
}

/** https://docs.pytorch.org/docs/stable/data.html#torch.utils.data.default_collate */
function defaultCollate(samples: readonly unknown[]): unknown {
  const [first] = samples;
  if (first instanceof Tensor) return stack(samples as Tensor[]);
  if (typeof first === 'number') {
    return tensor(samples as number[], { dtype: samples.every(Number.isInteger) ? 'int64' : 'float64' });
  }
  if (typeof first === 'boolean') return tensor(samples as boolean[]);
  if (Array.isArray(first)) {
    return first.map((_, place) => defaultCollate((samples as unknown[][]).map((sample) => sample[place])));
  }
  if (typeof first !== 'object' || first === null) return [...samples];
  const named = samples as Readonly<Record<string, unknown>>[];
  return Object.fromEntries(Object.keys(first).map((key) => [key, defaultCollate(named.map((sample) => sample[key]))]));
}

/**
 * A dataset in batches, once through for each loop over it
 * (https://docs.pytorch.org/docs/stable/data.html#torch.utils.data.DataLoader). Throws ValueError for a size below 1.
 */
export class DataLoader<Sample = Tensor[], Batch = Tensor[]> {
  readonly dataset: Dataset<Sample>;
  readonly batchSize: number;
  readonly shuffle: boolean;
  readonly dropLast: boolean;
  readonly #collate: ((samples: Sample[]) => Batch) | undefined;

  constructor(dataset: Dataset<Sample>, options: DataLoaderOptions<Sample, Batch> = {}) {
    this.dataset = dataset;
    this.batchSize = options.batchSize ?? 1;
    this.shuffle = options.shuffle ?? false;
    this.dropLast = options.dropLast ?? false;
    this.#collate = options.collate;
    if (!(this.batchSize >= 1)) {
      throw new ValueError(`batch_size should be a positive integer value, but got batch_size=${this.batchSize}`);
    }
  }

  /** How many batches there are. */
  get length(): number {
    const batches = this.dataset.length / this.batchSize;
    return this.dropLast ? Math.floor(batches) : Math.ceil(batches);
  }

  [Symbol.iterator](): Generator<Batch> {
    return observedPass(this.length, this.#batches(), this);
  }

  *#batches(): Generator<Batch> {
    // PyTorch draws the seed of its worker processes for every pass, also where there are none.
    defaultGenerator.random64();
    const order = this.#order();
    for (let batch = 0; batch < this.length; batch++) {
      yield this.#batch(order.slice(batch * this.batchSize, (batch + 1) * this.batchSize));
    }
  }

  #order(): Float64Array {
    const { length } = this.dataset;
    if (!this.shuffle) return Float64Array.from({ length }, (_, i) => i);
    const generator = new RandomGenerator();
    generator.seed(Number(defaultGenerator.random64() & 0xffffffffn));
    return generator.permutation(length);
  }

  #batch(indices: Float64Array): Batch {
    if (this.#collate === undefined && this.dataset instanceof TensorDataset) {
      const rows = fromElements(indices, [indices.length], 'int64');
      return this.dataset.tensors.map((tensor) => indexSelect(tensor, 0, rows)) as Batch;
    }
    const samples = Array.from(indices, (index) => this.dataset.at(index));
    return this.#collate?.(samples) ?? (defaultCollate(samples) as Batch);
  }
}

/** One part of a dataset. */
export class Subset<Sample> implements Dataset<Sample> {
  readonly dataset: Dataset<Sample>;
  readonly indices: readonly number[];

  constructor(dataset: Dataset<Sample>, indices: readonly number[]) {
    this.dataset = dataset;
    this.indices = indices;
  }

  get length(): number {
    return this.indices.length;
  }

  at(index: number): Sample {
    return this.dataset.at(this.indices[index]!);
  }
}

/** Random parts of a dataset, of the given lengths, which must make up the whole. */
export function randomSplit<Sample>(dataset: Dataset<Sample>, lengths: readonly number[]): Subset<Sample>[] {
  if (lengths.reduce((total, length) => total + length, 0) !== dataset.length) {
    throw new ValueError('Sum of input lengths does not equal the length of the input dataset!');
  }
  const order = Array.from(elements(randperm(dataset.length)));
  let start = 0;
  return lengths.map((length) => new Subset(dataset, order.slice(start, (start += length))));
}
