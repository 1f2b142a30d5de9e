import { elements, survey, type Tensor } from '../engine/index.ts';
import type { Twin, TwinDifference } from '../protocol/layerPairs.ts';
import { silently } from './subjects.ts';

/** A layer as a twin is measured: all of one twin take and give tensors of the same arrangement. */
export interface TwinRunner {
  readonly run: (training: boolean) => Tensor;
  /** Running mean and variance, one of each for every channel; undefined where the layer keeps none. */
  readonly statistics: () => { readonly mean: Tensor; readonly variance: Tensor } | undefined;
}

export interface TwinRunners {
  /** The layer that was given, or rather a copy. */
  readonly given: TwinRunner;
  /** The same layer of the other framework. */
  readonly twin: TwinRunner;
  /** The layer of the other framework with the other's own defaults. */
  readonly defaults: TwinRunner;
}

/** What the layer computes, in the conventions of neither framework. */
export interface TwinSettings {
  readonly layer: 'batch' | 'layer' | 'group' | 'instance' | 'rms';
  readonly from: 'torch' | 'keras';
  readonly eps: number;
  /** The weight of a new batch in running statistics. */
  readonly momentum?: number | undefined;
  /** Along which dimensions units lie in Keras: `1`, `[-2, -1]`; in PyTorch it follows from the layer. */
  readonly kerasAxis: string;
  readonly torchAxis: string;
}

const DEFAULT_EPS: Readonly<Record<TwinSettings['from'], Readonly<Record<TwinSettings['layer'], number>>>> = {
  torch: { batch: 1e-5, layer: 1e-5, group: 1e-5, instance: 1e-5, rms: 2 ** -23 },
  keras: { batch: 1e-3, layer: 1e-3, group: 1e-3, instance: 1e-3, rms: 1e-6 },
};

function text(value: number): string {
  const figures = Number(value.toPrecision(6));
  return figures !== 0 && figures < 1e-3 ? figures.toExponential() : String(figures);
}

/** The arguments that differ between the frameworks by their words, their sense or their defaults. */
function argumentsOf({ layer, from, eps, momentum, kerasAxis, torchAxis }: TwinSettings): Twin['arguments'] {
  const other = from === 'torch' ? 'keras' : 'torch';
  const rows: Twin['arguments'] = [
    { what: 'eps', torch: text(eps), keras: text(eps), otherDefault: text(DEFAULT_EPS[other][layer]) },
    { what: 'axis', torch: torchAxis, keras: kerasAxis, otherDefault: other === 'keras' ? '-1' : torchAxis },
  ];
  if (momentum === undefined) return rows;
  return [
    ...rows,
    {
      what: 'momentum',
      torch: text(momentum),
      keras: text(1 - momentum),
      otherDefault: other === 'keras' ? '0.99' : '0.1',
    },
    { what: 'variance', torch: 'N − 1', keras: 'N', otherDefault: other === 'keras' ? 'N' : 'N − 1' },
  ];
}

/** Root mean square of b − a in σ of a. */
function apart(a: Tensor, b: Tensor): number {
  const [from, to] = [elements(a), elements(b)];
  let sum = 0;
  for (let i = 0; i < from.length; i++) sum += (to[i]! - from[i]!) ** 2;
  const { squares } = survey(from);
  return sum === 0 ? 0 : Math.sqrt(sum / squares);
}

interface Course {
  readonly train: Tensor;
  readonly evaluated: Tensor;
  readonly statistics: { readonly mean: Float64Array; readonly variance: Float64Array } | undefined;
}

function courseOf({ run, statistics }: TwinRunner, steps: number): Course {
  let train = run(true);
  for (let step = 1; step < steps; step++) train = run(true);
  const found = statistics();
  return {
    train,
    evaluated: run(false),
    statistics: found && {
      mean: Float64Array.from(elements(found.mean)),
      variance: Float64Array.from(elements(found.variance)),
    },
  };
}

function difference(given: Course, other: Course): TwinDifference {
  const [own, others] = [given.statistics, other.statistics];
  const found = { train: apart(given.train, other.train), eval: apart(given.evaluated, other.evaluated) };
  if (own === undefined || others === undefined) return found;
  let [squares, logs] = [0, 0];
  own.mean.forEach((mean, channel) => {
    squares += (others.mean[channel]! - mean) ** 2 / own.variance[channel]!;
    logs += Math.log(others.variance[channel]! / own.variance[channel]!);
  });
  const count = own.mean.length;
  return { ...found, mean: Math.sqrt(squares / count), variance: Math.exp(logs / count) };
}

export interface TwinOptions {
  readonly settings: TwinSettings;
  readonly layers: Twin['layers'];
  readonly code: string;
  readonly shape: readonly number[];
  readonly steps: number;
  readonly title: string;
}

/** Throws RangeError for a count of steps that is none. */
export function checkSteps(steps: number): void {
  if (Number.isInteger(steps) && steps >= 1) return;
  throw new RangeError(`twin takes a whole number of steps from 1 on, but got ${steps}`);
}

/**
 * Runs a layer, the same layer of the other framework, and that framework's layer with its own defaults on the same batch for so
 * many steps of training, and then in evaluation mode; tells what differs, and by how much.
 */
export function compareTwins(
  { given, twin, defaults }: TwinRunners,
  { settings, layers, code, shape, steps, title }: TwinOptions,
): Twin {
  return silently(() => {
    const own = courseOf(given, steps);
    return {
      kind: 'twin',
      title,
      from: settings.from,
      layers,
      shape: [...shape],
      steps,
      arguments: argumentsOf(settings),
      converted: difference(own, courseOf(twin, steps)),
      defaults: difference(own, courseOf(defaults, steps)),
      code,
    };
  });
}
