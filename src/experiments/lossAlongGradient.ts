import { elements, enableGrad, grad, noGrad, observeAlone, type Tensor } from '../engine/index.ts';
import type { LossAlongGradient } from '../protocol/experiment.ts';
import { withOwnRandomNumbers } from './kept.ts';
import { checkCount, type Mode, naming } from './subjects.ts';
import { undoing } from './undo.ts';

/** A model whose parameters may be moved: whoever calls gives them back what they hold. */
export interface LossSubject {
  readonly name: string;
  readonly parameters: readonly Tensor[];
  /** The loss of the batch, computed anew. */
  readonly loss: () => Tensor;
}

export interface GradientOptions {
  /** The lengths of the step, in multiples of the gradient. */
  readonly steps: readonly number[];
  readonly mode: Mode;
  readonly title: string;
}

type ModelResult = LossAlongGradient['models'][number];

interface LossAndGradient {
  readonly loss: number;
  /** Of each parameter; undefined where the loss does not depend on it. */
  readonly gradients: readonly (Tensor | undefined)[];
}

function evaluate({ parameters, loss }: LossSubject): LossAndGradient {
  return withOwnRandomNumbers(() =>
    enableGrad(() => {
      const value = loss();
      if (value.numel() !== 1) {
        throw new TypeError(`the loss must be one number, but its shape is [${value.shape.join(', ')}]`);
      }
      const gradients = grad([value], [...parameters], { allowUnused: true });
      return { loss: value.item(), gradients };
    }),
  );
}

/** Calls `visit` with each element of two gradients; 0 where there is none. */
function forEachPair(
  a: readonly (Tensor | undefined)[],
  b: readonly (Tensor | undefined)[],
  visit: (a: number, b: number) => void,
): void {
  a.forEach((tensor, index) => {
    const [left, right] = [tensor && elements(tensor), b[index] && elements(b[index])];
    const length = left?.length ?? right?.length ?? 0;
    for (let i = 0; i < length; i++) visit(left?.[i] ?? 0, right?.[i] ?? 0);
  });
}

function rangeOf(values: readonly number[]): [low: number, high: number] {
  const finite = values.every(Number.isFinite);
  return finite ? [Math.min(...values), Math.max(...values)] : [NaN, NaN];
}

function along(subject: LossSubject, steps: readonly number[]): ModelResult {
  const { parameters } = subject;
  const start = evaluate(subject);
  const places = parameters.map((parameter) => parameter.detach());
  let squares = 0;
  forEachPair(start.gradients, start.gradients, (a) => (squares += a * a));
  const norm = Math.sqrt(squares);
  const found = steps.map((step) => {
    noGrad(() => {
      parameters.forEach((parameter, index) => {
        const gradient = start.gradients[index];
        if (gradient !== undefined) parameter.setData(places[index]!.sub(gradient.mul(step)));
      });
    });
    const there = evaluate(subject);
    let [distance, product, own] = [0, 0, 0];
    forEachPair(start.gradients, there.gradients, (a, b) => {
      distance += (a - b) ** 2;
      product += a * b;
      own += b * b;
    });
    return { loss: there.loss, distance: Math.sqrt(distance), cosine: product / (norm * Math.sqrt(own)) };
  });
  const losses = found.map(({ loss }) => loss);
  const gradientDistances = found.map(({ distance }) => distance);
  const smoothness = gradientDistances.map((distance, index) => distance / (steps[index]! * norm));
  return {
    name: subject.name,
    loss: start.loss,
    gradientNorm: norm,
    losses,
    gradientDistances,
    cosines: found.map(({ cosine }) => cosine),
    smoothness,
    lossRange: rangeOf(losses),
    gradientDistanceRange: rangeOf(gradientDistances),
    effectiveSmoothness: rangeOf(smoothness)[1],
  };
}

function check(subjects: readonly LossSubject[], steps: readonly number[]): void {
  checkCount('lossAlongGradient', subjects.length);
  const wrong = steps.find((step) => !(step > 0 && Number.isFinite(step)));
  if (wrong !== undefined || steps.length === 0 || steps.length > 1000) {
    throw new RangeError(
      `lossAlongGradient: steps must be 1 to 1000 numbers above 0, but got ${wrong ?? `${steps.length} of them`}`,
    );
  }
  for (const { name, parameters } of subjects) {
    if (parameters.length === 0) throw new TypeError(`lossAlongGradient: ${name} has no parameters that learn`);
  }
}

/**
 * Computes loss L and gradient g of each model at its parameters θ, and again at θ − η·g for each step η: how far the loss
 * goes, how far the gradient moves (‖∇L(θ − η·g) − g‖), and how smooth the loss is on the way, β(η) = ‖∇L(θ − η·g) − g‖ /
 * (η·‖g‖), whose largest is the effective β-smoothness (https://arxiv.org/abs/1805.11604, section 3 and figure 4). What is
 * drawn at random, as by dropout, is the same in each evaluation.
 */
export function lossAlongGradientOf(
  subjects: readonly LossSubject[],
  { steps, mode, title }: GradientOptions,
): LossAlongGradient {
  check(subjects, steps);
  const models = undoing(
    observeAlone(() => undefined),
    () => subjects.map((subject) => naming(subject.name, () => along(subject, steps))),
  );
  return { kind: 'lossAlongGradient', title, mode, steps: [...steps], models };
}
