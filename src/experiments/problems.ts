import type { DiagnosedLayer, Problem } from '../protocol/diagnosis.ts';
import type { TrainedOutput } from './layerOutputs.ts';

/** A layer with all that was measured of it. */
export interface MeasuredLayer extends Omit<DiagnosedLayer, 'name' | 'layer' | 'position' | 'problems'> {
  readonly size: TrainedOutput['size'];
  readonly isNormalization: boolean;
  /** Whether what it has learned is finite, and what it gives in evaluation mode. */
  readonly hasFiniteParameters: boolean;
  readonly isFiniteInEvaluation: boolean;
}

/** Outputs explode where their root mean square is so many times that of the batch, or of 1 where that is smaller. */
const EXPLODED = 100;
/** Gradients vanish or explode where they are so many times smaller or larger than at the last hidden layer. */
const GRADIENT_FACTOR = 1e4;
/** From this share of the units on, dead ones are a problem. */
const DEAD_SHARE = 0.5;
/** Running statistics are far from the batch's from so many σ on, or so many times the variance or a part of it. */
const FAR_DISTANCE = 1;
const FAR_RATIO = 4;

/** The worst first: what spoils everything, what stops learning, what spoils evaluation. What follows from others comes last. */
const WEIGHT: Readonly<Record<Problem['kind'], number>> = {
  nonFiniteParameters: 1000,
  nonFinite: 900,
  nonFiniteEvaluation: 800,
  nonFiniteGradient: 700,
  exploding: 600,
  dead: 500,
  vanishingGradient: 400,
  explodingGradient: 300,
  neverMoved: 200,
  farStatistics: 100,
};

/** What follows from another layer weighs so much of what it would as a cause: less than any of those. */
const CONSEQUENCE = 1 / 20;

/** A problem, and within its kind how bad it is: from 0 to 99. */
interface Found extends Problem {
  readonly degree: number;
}

function degree(value: number): number {
  return Number.isNaN(value) ? 0 : Math.max(0, Math.min(99, value));
}

function share({ dead, units }: MeasuredLayer): number {
  return units === 0 ? 0 : dead / units;
}

function isFinite({ output }: MeasuredLayer): boolean {
  return output.nan + output.positiveInfinity + output.negativeInfinity === 0;
}

/** The gradient that those of all layers are held against: what comes through the last layer, which may be saturated. */
function referenceGradient(layers: readonly MeasuredLayer[]): number {
  const norms = layers.map(({ gradient }) => gradient).filter((norm) => !Number.isNaN(norm));
  const hidden = norms.at(-2);
  return hidden !== undefined && hidden > 0 ? hidden : (norms.at(-1) ?? NaN);
}

/** What is wrong with the running statistics of a layer. */
function runningProblems({ running }: MeasuredLayer): Found[] {
  if (running === undefined) return [];
  const { batches, distance, ratio } = running;
  const apart = Math.max(distance / FAR_DISTANCE, Math.max(ratio, 1 / ratio) / FAR_RATIO);
  if (batches === 0) return [{ kind: 'neverMoved', isCause: true, degree: degree(apart) }];
  return apart > 1 ? [{ kind: 'farStatistics', isCause: true, degree: degree(apart) }] : [];
}

/** What is wrong with the layer at `index`, of those in the order in which they ran on a batch of root mean square `batch`. */
function problemsAt(layers: readonly MeasuredLayer[], index: number, batch: number, reference: number): Found[] {
  const layer = layers[index]!;
  const [before, after] = [layers[index - 1], layers[index + 1]];
  const found: Found[] = [];
  const add = (kind: Problem['kind'], isCause: boolean, value = 0): void => {
    found.push({ kind, isCause, degree: degree(value) });
  };
  if (!layer.hasFiniteParameters) add('nonFiniteParameters', true);
  if (!isFinite(layer)) add('nonFinite', Number.isFinite(batch) && layers.slice(0, index).every(isFinite));
  else if (!layer.isFiniteInEvaluation) {
    add(
      'nonFiniteEvaluation',
      layers.slice(0, index).every(({ isFiniteInEvaluation }) => isFiniteInEvaluation),
    );
  } else if (layer.gradientIsBroken) {
    // The pass comes from the other end: the later layer is nearer to the cause.
    add('nonFiniteGradient', !layers.slice(index + 1).some(({ gradientIsBroken }) => gradientIsBroken));
  }
  const growth = layer.size / Math.max(before?.size ?? batch, Number.MIN_VALUE);
  const limit = EXPLODED * Math.max(1, batch);
  if (layer.size > limit) {
    add('exploding', growth > 2 || (before?.size ?? batch) <= limit, 10 * Math.log10(growth));
  }
  const isDead = share(layer) >= DEAD_SHARE && !layer.isNormalization;
  if (isDead) add('dead', before === undefined || share(before) < share(layer), 99 * share(layer));
  const relative = layer.gradient / reference;
  if (relative < 1 / GRADIENT_FACTOR && after !== undefined) {
    const isBlocked = layers.slice(index + 1).some((later) => share(later) === 1);
    add('vanishingGradient', !isBlocked, -Math.log10(relative));
  }
  if (relative > GRADIENT_FACTOR) add('explodingGradient', true, Math.log10(relative));
  return [...found, ...runningProblems(layer)];
}

/**
 * What is wrong with each of `layers`, which stand in the order in which they ran, and how bad it is: 0 where nothing is.
 * `batch`: the root mean square of the batch.
 */
export function problemsOf(
  layers: readonly MeasuredLayer[],
  batch: number,
): { readonly problems: Problem[]; readonly badness: number }[] {
  const reference = referenceGradient(layers);
  return layers.map((_, index) => {
    const found = problemsAt(layers, index, batch, reference);
    const badness = ({ kind, isCause, degree }: Found): number =>
      WEIGHT[kind] * (isCause ? 1 : CONSEQUENCE) + degree / 100;
    found.sort((a, b) => badness(b) - badness(a));
    return {
      problems: found.map(({ kind, isCause }) => ({ kind, isCause })),
      badness: found.length === 0 ? 0 : badness(found[0]!),
    };
  });
}
