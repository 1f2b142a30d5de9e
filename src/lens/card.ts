import { type Moments, type NormalizationCall, setCount } from '../engine/index.ts';
import type { Card } from '../protocol/card.ts';
import type { Finding } from '../protocol/finding.ts';
import { pack } from '../protocol/packed.ts';
import { setsThatFit, sizeOf, withDetails } from './budget.ts';
import { farthestSets } from './farthest.ts';
import type { Parameters } from './parameters.ts';
import type { CallSummary } from './summary.ts';

/** What a card is made of. */
export interface CardContent {
  readonly id: string;
  readonly call: NormalizationCall;
  /** Whether the layer was in training when it ran. */
  readonly isTraining: boolean;
  readonly parameters: Parameters | undefined;
  readonly summary: CallSummary;
  /** How often the layer ran. */
  readonly calls: number;
  readonly gradients: Card['gradients'];
  readonly running: Card['running'];
  /** What a person should know of the layer. Default: nothing. */
  readonly findings?: readonly Finding[];
}

/** What a card has room for of a layer's text. */
const MAX_TEXT = 4000;

/** `BatchNorm2d(32)`, `GroupNorm(8, 64)`: a repr without its named arguments. */
export function shortTitle(repr: string): string {
  const kerasClass = /^<(\w+) name=/.exec(repr)?.[1];
  return kerasClass ?? repr.replace(/, \w+=.*$/s, ')');
}

/** Numbers of each set. */
type PerSet = (set: number) => number;

/** What the formula needs of each set. */
interface FormulaNumbers {
  readonly mean?: PerSet;
  readonly variance?: PerSet;
  readonly weight?: PerSet;
  readonly bias?: PerSet;
}

function formulaNumbers({ call, parameters }: CardContent): FormulaNumbers {
  const { used, sets, usesInputStatistics } = call;
  const indexOf = parameters?.indexOf(sets);
  const of = (values: ArrayLike<number> | undefined, index: PerSet | undefined): PerSet | undefined =>
    values && index && ((set) => values[index(set)]!);
  const own: PerSet = (set) => set;
  const numbers = {
    mean: usesInputStatistics ? undefined : of(used?.mean, own),
    variance: usesInputStatistics ? undefined : of(used?.variance, own),
    weight: of(parameters?.weight, indexOf),
    bias: of(parameters?.bias, indexOf),
  };
  return Object.fromEntries(Object.entries(numbers).filter(([, value]) => value !== undefined));
}

/** All sets, or as many as fit of those whose mean or σ before the layer lies farthest from the rest. */
function chooseSets({ call, summary }: CardContent, numbers: number, used: number): number[] {
  const count = setCount(call.sets);
  const most = setsThatFit(count, numbers, used);
  if (most === count) return Array.from({ length: count }, (_, set) => set);
  return farthestSets(summary.input, most).sort((a, b) => a - b);
}

/** Everything but the numbers of sets. */
function frameOf(content: CardContent): Card {
  const { id, call, isTraining, parameters, summary, calls, gradients, running, findings = [] } = content;
  const { source, input, sets, used } = call;
  const layer = typeof source === 'string' ? source : source.toString();
  return {
    id,
    title: (typeof source === 'string' ? source : shortTitle(layer)).slice(0, MAX_TEXT),
    layer: layer.slice(0, MAX_TEXT),
    mode: isTraining ? 'training' : 'evaluation',
    statistics: call.usesInputStatistics ? 'input' : 'running',
    dtype: input.dtype,
    shape: [...input.shape],
    calls,
    milliseconds: Number(call.milliseconds.toPrecision(3)),
    stages: summary.stages,
    sets: {
      shape: [...sets.shape],
      reduced: [...sets.reduced],
      dimensions: [...call.dimensions],
      centred: call.centred,
      name: call.setName,
      count: setCount(sets),
      input: { mean: '', std: '' },
      output: { mean: '', std: '' },
    },
    ...(used === undefined || parameters === undefined
      ? {}
      : { formula: { eps: used.eps, affine: parameters.kind(sets), parameters: parameters.names } }),
    ...(gradients === undefined ? {} : { gradients }),
    ...(running === undefined ? {} : { running }),
    details: [],
    ...(findings.length === 0 ? {} : { findings: [...findings] }),
  };
}

/** The card of a call: as many sets and details as its size allows. */
export function makeCard(content: CardContent): Card {
  const frame = frameOf(content);
  const { summary, call } = content;
  const numbers = formulaNumbers(content);
  const chosen = chooseSets(content, 4 + Object.keys(numbers).length, sizeOf(frame));
  const packed = ({ mean, variance }: Moments): Card['sets']['input'] => ({
    mean: pack(chosen.map((set) => mean[set]!)),
    std: pack(chosen.map((set) => Math.sqrt(variance[set]!))),
  });
  const formula = frame.formula && {
    ...frame.formula,
    ...Object.fromEntries(Object.entries(numbers).map(([name, of]) => [name, pack(chosen.map(of as PerSet))])),
  };
  const card: Card = {
    ...frame,
    sets: {
      ...frame.sets,
      ...(chosen.length === setCount(call.sets) ? {} : { shown: chosen }),
      input: packed(summary.input),
      output: packed(summary.output),
    },
    ...(formula === undefined ? {} : { formula }),
  };
  return withDetails(card, summary.details);
}
