import { elements, enableGrad, grad, isAllFinite, noGrad, randn, survey, type Tensor } from '../engine/index.ts';
import { describeAll } from '../lens/index.ts';
import {
  type DiagnosedLayer,
  type Diagnosis,
  MAX_DIAGNOSED,
  type Modes,
  type RunningAge,
} from '../protocol/diagnosis.ts';
import {
  type Faults,
  faultsOf,
  type LayerOutput,
  type ModelSubject,
  normOf,
  outputsIn,
  type TrainedOutput,
  trainedOutputs,
} from './layerOutputs.ts';
import { type MeasuredLayer, problemsOf } from './problems.ts';
import { described } from './subjects.ts';

/** A model on a batch, with the loss whose gradients are looked at. */
export interface DiagnosisSubject extends ModelSubject {
  readonly batch: Tensor;
  readonly title: string;
  /** To what gradients flow beside what layers learn: without either there would be none. */
  readonly sources: readonly Tensor[];
  /** One number of the output. Default: {@link randomDirection}. */
  readonly loss?: ((output: Tensor) => Tensor) | undefined;
}

/**
 * The loss that is taken where the program names none: L = Σ yᵢ·rᵢ / √n with random rᵢ of a standard normal distribution,
 * the same each time. A sum is blind to models that end in a softmax, and a sum of squares to those that end in a
 * normalization: their gradients would be 0 whatever the layers do. This one comes through every layer that lets anything
 * through, begins with a norm of about 1, and its mean square at a layer is that of all directions at the output.
 */
function randomDirection(output: Tensor): Tensor {
  const direction = noGrad(() => randn(output.shape, { dtype: output.dtype }).div(Math.sqrt(output.numel())));
  return output.mul(direction).sum();
}

function rootMeanSquare(x: Tensor): number {
  return normOf(x) / Math.sqrt(x.numel());
}

/** Root mean square of b − a in σ of a; 0 where they are the same. */
function gapOf(a: Float64Array, b: Float64Array | undefined): number {
  if (b?.length !== a.length) return NaN;
  const { mean, count, squares } = survey(a);
  let apart = 0;
  for (let i = 0; i < count; i++) apart += (b[i]! - a[i]!) ** 2;
  if (apart === 0) return 0;
  return Number.isNaN(mean) ? NaN : Math.sqrt(apart / squares);
}

/** After how many updates half of the past is forgotten. */
function halfLife(momentum: number | null): number {
  return momentum === null ? NaN : Math.log(0.5) / Math.log(1 - momentum);
}

/** Running statistics, as the evaluation found them, against those of the batch. */
function ageOf({ layer, running }: LayerOutput, used: LayerOutput['used']): RunningAge | undefined {
  if (running === undefined || used?.mean === undefined) return undefined;
  const { mean, variance } = used;
  const { batchMean, batchVariance, momentum } = running;
  const channels = batchMean.length;
  let [squares, logs, counted] = [0, 0, 0];
  let isUntouched = true;
  for (let channel = 0; channel < channels; channel++) {
    isUntouched &&= mean[channel] === 0 && variance[channel] === 1;
    const spread = batchVariance[channel]!;
    // A constant channel has no scale to measure by.
    if (!(spread > 0)) continue;
    counted++;
    squares += (mean[channel]! - batchMean[channel]!) ** 2 / spread;
    logs += Math.log(variance[channel]! / spread);
  }
  return {
    batches: layer.batches ?? (isUntouched ? 0 : null),
    halfLife: halfLife(momentum),
    distance: counted === 0 ? NaN : Math.sqrt(squares / counted),
    ratio: counted === 0 ? NaN : Math.exp(logs / counted),
  };
}

/** A layer as a diagnosis tells of it. */
function layerOf(
  each: LayerOutput,
  all: readonly LayerOutput[],
): Pick<DiagnosedLayer, 'name' | 'layer' | 'place' | 'card'> {
  const { text, links } = each.layer;
  const { place, card } = links;
  return {
    ...described({ name: nameOf(each, all), text }),
    ...(place === undefined ? {} : { place }),
    ...(card === undefined ? {} : { card }),
  };
}

/** The path of a layer, with the number of its call where it ran several times. */
function nameOf({ layer, call }: LayerOutput, all: readonly LayerOutput[]): string {
  const isRepeated = all.some((other) => other.layer === layer && other.call > 1);
  return isRepeated ? `${layer.path} #${call}` : layer.path;
}

function byCall(outputs: readonly LayerOutput[]): (wanted: LayerOutput) => LayerOutput | undefined {
  return ({ layer, call }) => outputs.find((other) => other.layer === layer && other.call === call);
}

function hasFaults({ nan, infinite }: Faults): boolean {
  return nan + infinite > 0;
}

function parametersOf(outputs: readonly LayerOutput[]): Tensor[] {
  return [...new Set(outputs.flatMap(({ layer }) => layer.parameters))].filter(({ requiresGrad }) => requiresGrad);
}

/** Sends gradients back through the layers. Returns the loss, and the norms of the gradients of what they learn. */
function backward(
  { outputs, output }: { readonly outputs: readonly TrainedOutput[]; readonly output: Tensor },
  { loss = randomDirection, sources }: Pick<DiagnosisSubject, 'loss' | 'sources'>,
): { readonly value: number; readonly norms: ReadonlyMap<Tensor, number> } {
  const parameters = parametersOf(outputs);
  const found = enableGrad(() => loss(output));
  if (found.numel() !== 1) {
    throw new TypeError(`diagnose: the loss must be one number, but has the shape [${found.shape.join(', ')}]`);
  }
  const value = found.item();
  if (!found.requiresGrad) return { value, norms: new Map() };
  const gradients = grad(found, [...parameters, ...sources], { allowUnused: true });
  const pairs = parameters.flatMap((parameter, index) => {
    const gradient = gradients[index];
    return gradient === undefined ? [] : [[parameter, normOf(gradient)] as const];
  });
  return { value, norms: new Map(pairs) };
}

/** The norms of the gradients of what a layer has learned itself. */
function weightGradients({ layer }: LayerOutput, norms: ReadonlyMap<Tensor, number>): number[] {
  return layer.parameters.flatMap((parameter) => norms.get(parameter) ?? []);
}

/**
 * Looks at every layer of a model on one batch: what it gives in training mode, how far that is from what it gives in
 * evaluation mode, its running statistics against the batch's, and the gradient that comes back to it; and says what is
 * wrong, the worst first. The model is run once in each mode, and gradients go back once.
 */
export function diagnoseModel(subject: DiagnosisSubject): Diagnosis {
  const { batch, title, loss } = subject;
  const evaluated = byCall(outputsIn('eval', subject));
  const pass = trainedOutputs(subject);
  const { value, norms } = backward(pass, subject);
  const { outputs } = pass;
  const measured = outputs.map((each, index): MeasuredLayer => {
    const inEvaluation = evaluated(each);
    const own = weightGradients(each, norms);
    const running = ageOf(each, inEvaluation?.used);
    return {
      output: each.distribution,
      size: each.size,
      units: each.units,
      dead: each.dead,
      isNormalization: each.isNormalization,
      hasFiniteParameters: each.layer.parameters.every(isAllFinite),
      isFiniteInEvaluation: inEvaluation?.sample.every(Number.isFinite) ?? true,
      gap: gapOf(each.sample, inEvaluation?.sample),
      ...(running === undefined ? {} : { running }),
      gradient: each.gradient,
      gradientRatio: each.gradient / (outputs[index + 1]?.gradient ?? NaN),
      gradientIsBroken: hasFaults(each.gradientFaults) || !own.every(Number.isFinite),
      weightGradient: own.length === 0 ? NaN : Math.hypot(...own),
    };
  });
  const found = problemsOf(measured, rootMeanSquare(batch));
  const order = measured.map((_, position) => position).sort((a, b) => found[b]!.badness - found[a]!.badness || a - b);
  return {
    kind: 'diagnosis',
    title,
    shape: [...batch.shape],
    input: describeAll(elements(batch)),
    loss: value,
    isOwnLoss: loss === undefined,
    count: outputs.length,
    layers: order.slice(0, MAX_DIAGNOSED).map((position) => {
      const { output, units, dead, gap, running, gradient, gradientRatio, gradientIsBroken, weightGradient } =
        measured[position]!;
      const each = outputs[position]!;
      return {
        ...layerOf(each, outputs),
        position,
        ...{ output, units, dead, gap, gradient, gradientRatio, gradientIsBroken, weightGradient },
        ...(running === undefined ? {} : { running }),
        problems: found[position]!.problems,
      };
    }),
  };
}

/** What the layers of a model give on one batch in training mode, against evaluation mode. */
export function compareModesOf(subject: Pick<DiagnosisSubject, 'run' | 'batch' | 'title'>): Modes {
  const { batch, title } = subject;
  const evaluated = byCall(outputsIn('eval', subject));
  const outputs = outputsIn('train', subject);
  return {
    kind: 'modes',
    title,
    shape: [...batch.shape],
    count: outputs.length,
    layers: outputs.slice(0, MAX_DIAGNOSED).map((each) => {
      const other = evaluated(each);
      const running = ageOf(each, other?.used);
      return {
        ...layerOf(each, outputs),
        train: describeAll(each.sample),
        eval: describeAll(other?.sample ?? new Float64Array()),
        gap: gapOf(each.sample, other?.sample),
        ...(running === undefined ? {} : { running }),
      };
    }),
  };
}

/** Where NaN or an infinity came up first. */
export interface NonFinite extends Faults {
  /** The layer's path; empty for the batch itself. */
  readonly layer: string;
  /** The whole text of the layer. */
  readonly text: string;
  /** What was not finite first. */
  readonly what: 'batch' | 'parameter' | 'output' | 'gradient';
}

/**
 * The first layer that makes NaN or an infinity of finite values, in the order in which layers run in training mode; where
 * outputs are finite, the first whose gradient is not, on the way back. A layer with such values among what it has learned
 * is named for them. Undefined where everything is finite.
 */
export function firstNonFiniteOf(subject: DiagnosisSubject): NonFinite | undefined {
  const { batch } = subject;
  if (!isAllFinite(batch)) return { layer: '', text: '', what: 'batch', ...faultsOf(batch) };
  const pass = trainedOutputs(subject);
  const { outputs } = pass;
  const named = (each: TrainedOutput, what: NonFinite['what'], counts: Faults): NonFinite => ({
    layer: nameOf(each, outputs),
    text: each.layer.text,
    what,
    ...counts,
  });
  for (const each of outputs) {
    const parameter = each.layer.parameters.find((tensor) => !isAllFinite(tensor));
    if (parameter !== undefined) return named(each, 'parameter', faultsOf(parameter));
    const { nan, positiveInfinity, negativeInfinity } = each.distribution;
    const faults = { nan, infinite: positiveInfinity + negativeInfinity };
    if (hasFaults(faults)) return named(each, 'output', faults);
  }
  backward(pass, subject);
  const broken = outputs.findLast(({ gradientFaults }) => hasFaults(gradientFaults));
  return broken && named(broken, 'gradient', broken.gradientFaults);
}
