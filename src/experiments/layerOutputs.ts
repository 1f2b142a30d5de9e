import {
  elements,
  enableGrad,
  type NormalizationCall,
  type NumericArray,
  noGrad,
  observeAlone,
  setSize,
  summarizeSets,
  survey,
  type Tensor,
  watchBackward,
} from '../engine/index.ts';
import { distributionOf, evenSampling, ofAllSets } from '../lens/index.ts';
import type { Distribution } from '../protocol/card.ts';
import type { LayerLinks } from '../protocol/diagnosis.ts';
import type { Mode } from './subjects.ts';
import { undoing } from './undo.ts';

/** A layer of a model, of whichever language. */
export interface ModelLayer {
  /** Its path within the model: `features.0`. */
  readonly path: string;
  /** `BatchNorm2d(32)`. */
  readonly text: string;
  /** What it learns itself, without the layers within it. */
  readonly parameters: readonly Tensor[];
  /** Which dimension tells its units apart; undefined where it takes those of its input. */
  readonly units: 'channel' | 'last' | undefined;
  /** How many batches its running statistics have seen; undefined where it does not count them. */
  readonly batches: number | undefined;
  /** Where a reader finds it. */
  readonly links: LayerLinks;
}

/** Told of each call of a layer when it has given `output`, in the order in which they end. */
export type SeeLayer = (layer: ModelLayer, output: Tensor) => void;

/** A model of whichever language, ready to be run. */
export interface ModelSubject {
  /** Runs it on the batch, within which `see` is told of its layers. */
  readonly run: (mode: Mode, see: SeeLayer) => Tensor;
}

/** So many calls of layers are looked at: a loop over time steps may have thousands. */
const MOST_CALLS = 1000;
/** Distributions, and the gap between modes, are of so many values of an output, evenly spaced. */
const SAMPLE = 4096;
const BINS = 32;
/** A unit that has given fewer values may be constant by chance. */
const MIN_UNIT_VALUES = 8;

/** What activations give where they are flat, and let no gradient through. */
const FLAT: ReadonlySet<number> = new Set([0, 1, -1, 6]);

/** A normalization's statistics of the batch, for each channel. */
type Running = NonNullable<NormalizationCall['running']>;
type Used = NonNullable<NormalizationCall['used']>;

/** What a call of a layer gave. */
export interface LayerOutput {
  readonly layer: ModelLayer;
  /** Which of the layer's calls it is, from 1. */
  readonly call: number;
  readonly shape: readonly number[];
  readonly sample: Float64Array;
  /** How its running statistics moved. */
  readonly running: Running | undefined;
  /** What it normalized with. */
  readonly used: Used | undefined;
  readonly isNormalization: boolean;
}

/** How many values are not finite. */
export interface Faults {
  readonly nan: number;
  readonly infinite: number;
}

export function faultsOf(x: Tensor): Faults {
  const { nan, infinite } = survey(elements(x));
  return { nan, infinite };
}

/** What a call gave in training, and the gradients that came back. */
export interface TrainedOutput extends LayerOutput {
  readonly distribution: Distribution;
  /** The root mean square of all values; NaN where some are not finite. */
  readonly size: number;
  /** How many units there are, 0 where they gave too few values to judge, and how many of them are {@link FLAT} throughout. */
  readonly units: number;
  readonly dead: number;
  /** ‖∂L/∂y‖; NaN also where no gradient came by. */
  gradient: number;
  /** How many of the gradient's elements are not finite. */
  gradientFaults: Faults;
}

function sampleOf(values: NumericArray): Float64Array {
  const { stride, count } = evenSampling(values.length, SAMPLE);
  const sample = new Float64Array(count);
  for (let i = 0; i < count; i++) sample[i] = values[i * stride]!;
  return sample;
}

/** The Euclidean norm of all elements; not finite where one of them is not. */
export function normOf(x: Tensor): number {
  const { squares, mean, count, nan, infinite } = survey(elements(x));
  if (nan > 0) return NaN;
  return infinite > 0 ? Infinity : Math.sqrt(squares + count * mean * mean);
}

/** What is looked at of every call, in both modes. */
function commonOf(layer: ModelLayer, output: Tensor, call: number, normalizations: NormalizationCall[]): LayerOutput {
  const [last] = normalizations.splice(0).slice(-1);
  return {
    layer,
    call,
    shape: output.shape,
    sample: sampleOf(elements(output)),
    running: last?.running,
    used: last?.used && { ...last.used, mean: copied(last.used.mean), variance: copied(last.used.variance)! },
    isNormalization: last !== undefined,
  };
}

function copied(values: ArrayLike<number> | undefined): Float64Array | undefined {
  return values && Float64Array.from(values);
}

/** All values, and the units among them: the indices of `axis`. */
function describe(
  output: Tensor,
  sample: NumericArray,
  axis: number,
): Pick<TrainedOutput, 'distribution' | 'size' | 'units' | 'dead'> {
  const values = elements(output);
  const { shape } = output;
  const sets = { shape, reduced: shape.map((_, dim) => dim).filter((dim) => dim !== axis) };
  const { extremes, moments } = summarizeSets({ values, sets });
  const overall = ofAllSets(moments);
  const isFinite = extremes.nan + extremes.infinite === 0;
  const isJudged = isFinite && output.dim() > 0 && setSize(sets) >= MIN_UNIT_VALUES;
  return {
    distribution: distributionOf(values, isFinite ? overall : { mean: NaN, std: NaN }, extremes, {
      counted: sample,
      bins: BINS,
    }),
    size: isFinite ? Math.hypot(overall.mean, overall.std) : NaN,
    units: isJudged ? moments.variance.length : 0,
    dead: isJudged ? moments.mean.filter((mean, unit) => moments.variance[unit] === 0 && FLAT.has(mean)).length : 0,
  };
}

/** Numbers the calls of layers, and tells those that compute something from those that pass on what a layer before them gave. */
class Calls {
  readonly #skipsPassedOn: boolean;
  readonly #counts = new Map<ModelLayer, number>();
  #last: { readonly storage: Tensor['storage']; readonly version: number } | undefined;
  #total = 0;

  constructor({ skipsPassedOn }: { readonly skipsPassedOn: boolean }) {
    this.#skipsPassedOn = skipsPassedOn;
  }

  /** The number of the layer's call, from 1; undefined where it is not to be looked at. */
  next(layer: ModelLayer, output: Tensor): number | undefined {
    const call = (this.#counts.get(layer) ?? 0) + 1;
    this.#counts.set(layer, call);
    const { storage } = output;
    const { version } = storage;
    const isPassedOn = this.#last?.storage === storage && this.#last.version === version;
    this.#last = { storage, version };
    if (isPassedOn && this.#skipsPassedOn) return undefined;
    if (output.numel() === 0 || !output.dtype.includes('float')) return undefined;
    return ++this.#total > MOST_CALLS ? undefined : call;
  }
}

/** Runs `body`; the normalizations that run within are put on the list that it gets, and nobody else sees them. */
function withNormalizations<Result>(body: (seen: NormalizationCall[]) => Result): Result {
  const seen: NormalizationCall[] = [];
  return undoing(
    observeAlone((call) => seen.push(call)),
    () => body(seen),
  );
}

/** What the layers give in `mode`, without gradients; in evaluation also those that pass on what they get, as dropout does. */
export function outputsIn(mode: Mode, { run }: ModelSubject): LayerOutput[] {
  const calls = new Calls({ skipsPassedOn: mode === 'train' });
  return withNormalizations((normalizations) => {
    const found: LayerOutput[] = [];
    noGrad(() =>
      run(mode, (layer, output) => {
        const call = calls.next(layer, output);
        if (call !== undefined) found.push(commonOf(layer, output, call, normalizations));
      }),
    );
    return found;
  });
}

function unitAxis(units: ModelLayer['units'], rank: number): number {
  return units === 'last' ? Math.max(0, rank - 1) : Math.min(1, Math.max(0, rank - 1));
}

/** Runs the model in training mode as autograd records it. Returns what its layers gave, and its output. */
export function trainedOutputs({ run }: ModelSubject): { readonly outputs: TrainedOutput[]; readonly output: Tensor } {
  const calls = new Calls({ skipsPassedOn: true });
  const outputs: TrainedOutput[] = [];
  let units: ModelLayer['units'];
  const output = withNormalizations((normalizations) =>
    enableGrad(() =>
      run('train', (layer, given) => {
        const call = calls.next(layer, given);
        if (call === undefined) return;
        units = layer.units ?? units;
        const common = commonOf(layer, given, call, normalizations);
        const seen: TrainedOutput = {
          ...common,
          ...describe(given, common.sample, unitAxis(units, given.dim())),
          gradient: NaN,
          gradientFaults: { nan: 0, infinite: 0 },
        };
        outputs.push(seen);
        if (given.gradientNode === undefined) return;
        watchBackward(given.gradientNode, (gradient) => {
          seen.gradient = normOf(gradient);
          if (!Number.isFinite(seen.gradient)) seen.gradientFaults = faultsOf(gradient);
        });
      }),
    ),
  );
  return { outputs, output };
}
