import { elements, type NormalizationCall, survey, type Tensor, type TensorGradient } from '../../engine/index.ts';
import { pack } from '../../protocol/packed.ts';
import { LAYER_QUANTITIES, type TrainingRunData } from '../../protocol/training.ts';
import { TimeShare } from '../timeShare.ts';
import { emptyRecord, type LayerRecord, LayerRecords } from './layerRecords.ts';
import { ScalarSeries } from './scalarSeries.ts';

/** This share of the time since the run began may go into looking at layers: what cannot be timed comes on top. */
const SHARE_OF_TIME = 0.03;
const MAX_SCALARS = 12;
const MAX_NAME = 200;

/** A layer of a model that is watched. */
export interface RunLayer {
  readonly path: string;
  readonly type: string;
  /** What it learns. */
  readonly parameters: readonly Tensor[];
}

/** How far running statistics are from the batch's. */
function runningGap(running: NonNullable<NormalizationCall['running']>): { gap: number; ratio: number } | undefined {
  const { mean, variance, batchMean, batchVariance } = running;
  if (mean === undefined || variance === undefined) return undefined;
  const [means, variances] = [elements(mean), elements(variance)];
  let [squares, logs] = [0, 0];
  for (let channel = 0; channel < means.length; channel++) {
    const spread = batchVariance[channel]!;
    const apart = means[channel]! - batchMean[channel]!;
    if (apart !== 0) squares += (apart * apart) / spread;
    if (variances[channel] !== spread) logs += Math.log(variances[channel]! / spread);
  }
  return { gap: Math.sqrt(squares / means.length), ratio: Math.exp(logs / means.length) };
}

/**
 * A training run of one model, as it is watched: what it logs, and at some steps what its layers give and the gradients of
 * what they learn. A step ends with a backward pass that reaches the model. Tensors are looked at and not kept.
 */
export class TrainingRun {
  readonly name: string;
  readonly #layers: readonly Pick<RunLayer, 'path' | 'type'>[];
  /** The layer that learns a tensor. */
  readonly #layerOf = new WeakMap<Tensor, number>();
  readonly #scalars = new Map<string, ScalarSeries>();
  readonly #records = new LayerRecords();
  readonly #broken = new Map<number, number>();
  readonly #time = new TimeShare(SHARE_OF_TIME);
  /** What the forward pass of the present step has shown so far. */
  #record: LayerRecord | undefined;
  #normalization: NormalizationCall | undefined;
  /** The normalization layers of the model. */
  readonly #sources = new WeakSet();
  #steps = 0;
  #isWanted = true;

  constructor(name: string, layers: readonly RunLayer[]) {
    this.name = name.slice(0, MAX_NAME);
    this.#layers = layers.map(({ path, type }) => ({ path: path.slice(0, MAX_NAME), type: type.slice(0, MAX_NAME) }));
    layers.forEach(({ parameters }, index) => {
      this.addParameters(index, parameters);
    });
  }

  /** What a layer learns, where it came to know it later than the run. */
  addParameters(layer: number, parameters: readonly Tensor[]): void {
    for (const parameter of parameters) this.#layerOf.set(parameter, layer);
  }

  /** Whether the present step is looked at. */
  get isWanted(): boolean {
    return this.#isWanted;
  }

  get steps(): number {
    return this.#steps;
  }

  /** Whether a normalization layer was seen to be part of the model. */
  has(source: NormalizationCall['source']): boolean {
    return typeof source !== 'string' && this.#sources.has(source);
  }

  /** A normalization layer ran, within the layer of the model that {@link seeOutput} is told of next. */
  seeNormalization(call: NormalizationCall): void {
    if (this.#isWanted) this.#normalization = call;
  }

  /** A layer has given `output`. */
  seeOutput(layer: number, output: Tensor): void {
    const normalization = this.#normalization;
    this.#normalization = undefined;
    if (!this.#isWanted) return;
    const start = performance.now();
    const { values } = (this.#record ??= emptyRecord(this.#steps + 1, this.#layers.length));
    const { mean, squares, count, nan, infinite } = survey(elements(output));
    const isBroken = nan + infinite > 0;
    values.mean[layer] = isBroken ? NaN : mean;
    values.std[layer] = isBroken ? NaN : Math.sqrt(squares / count);
    if (isBroken && !this.#broken.has(layer)) this.#broken.set(layer, this.#steps + 1);
    if (normalization !== undefined && typeof normalization.source !== 'string') {
      this.#sources.add(normalization.source);
      const apart = normalization.running && runningGap(normalization.running);
      if (apart !== undefined) {
        values.gap[layer] = apart.gap;
        values.ratio[layer] = apart.ratio;
      }
    }
    this.#time.add(performance.now() - start);
  }

  /** A backward pass has ended: returns whether it was a step of this model's. */
  seeGradients(output: Tensor, gradients: readonly TensorGradient[]): boolean {
    if (!gradients.some(([tensor]) => this.#layerOf.has(tensor))) return false;
    const start = performance.now();
    const step = ++this.#steps;
    if (output.numel() === 1) this.#add('loss', output.item());
    if (this.#isWanted) {
      const record = this.#record ?? emptyRecord(step, this.#layers.length);
      this.#seeNorms(record, gradients);
      this.#records.add(record);
    }
    this.#record = undefined;
    const now = performance.now();
    this.#time.add(now - start);
    this.#isWanted = this.#records.wants(step + 1) && this.#time.isThere(now);
    return true;
  }

  #seeNorms({ values }: LayerRecord, gradients: readonly TensorGradient[]): void {
    const sums = new Map<number, number>();
    for (const [tensor, gradient] of gradients) {
      const layer = this.#layerOf.get(tensor);
      if (layer === undefined) continue;
      const { squares, mean, count, nan, infinite } = survey(elements(gradient));
      const sum = nan + infinite > 0 ? NaN : squares + count * mean * mean;
      sums.set(layer, (sums.get(layer) ?? 0) + sum);
    }
    for (const [layer, sum] of sums) values.gradient[layer] = Math.sqrt(sum);
  }

  /** An optimizer has moved parameters of this model's, or others. */
  seeStep(groups: readonly { readonly params: readonly Tensor[]; readonly lr: number }[]): void {
    const group = groups.find(({ params }) => params.some((parameter) => this.#layerOf.has(parameter)));
    if (group !== undefined) this.#add('lr', group.lr);
  }

  /** Adds numbers to the present step: the one that has ended last. */
  log(values: Readonly<Record<string, number>>): void {
    for (const [name, value] of Object.entries(values)) this.#add(name, value);
  }

  /** Time that was spent on showing the run. */
  addTime(milliseconds: number): void {
    this.#time.add(milliseconds);
  }

  #add(name: string, value: number): void {
    let series = this.#scalars.get(name);
    if (series === undefined) {
      if (this.#scalars.size >= MAX_SCALARS) return;
      series = new ScalarSeries(name.slice(0, MAX_NAME));
      this.#scalars.set(name, series);
    }
    series.add(Math.max(1, this.#steps), value);
  }

  /** What is shown and saved of it, in about `bytes` bytes. */
  forPayload(bytes: number): TrainingRunData {
    const layers = this.#layers;
    const scalars = [...this.#scalars.values()].map((series) => series.forPayload());
    const names = layers.reduce((sum, { path, type }) => sum + path.length + type.length + 25, 0);
    const used = scalars.reduce((sum, { steps }) => sum + 11 * steps.length, names);
    const each = layers.length * LAYER_QUANTITIES.length * 4 + 8;
    const records = this.#records.upTo(Math.max(4, Math.floor((bytes - used) / each)));
    const packed = Object.fromEntries(
      LAYER_QUANTITIES.map((quantity) => {
        const numbers = records.flatMap(({ values }) => [...values[quantity]]);
        return [quantity, numbers.every((number) => number === -1) ? '' : pack(numbers)];
      }),
    ) as Pick<TrainingRunData, (typeof LAYER_QUANTITIES)[number]>;
    return {
      name: this.name,
      steps: this.#steps,
      scalars,
      layers: [...layers],
      recorded: records.map(({ step }) => step),
      ...packed,
      broken: [...this.#broken].map(([layer, step]) => ({ layer, step })),
    };
  }
}
