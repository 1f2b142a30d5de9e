import {
  type Affine,
  elements,
  fromElements,
  keras,
  type NormalizationCall,
  normalizeOtherwise,
  setCount,
  type StatisticSets,
  type Tensor,
  type UsedStatistics,
} from '../engine/index.ts';
import type { Controls, Outcome, Setting, WhatIf } from '../protocol/whatIf.ts';
import { makeCard } from './card.ts';
import { exactDetail, knownSets } from './details.ts';
import type { LiveCard } from './liveCards.ts';
import { Parameters } from './parameters.ts';
import type { RunningRecord } from './running.ts';
import { summarizeCall } from './summary.ts';

/** A card whose layer computes x̂ = (x − μ) / √(σ² + ε) and y = γ·x̂ + β. */
interface Recomputable extends LiveCard {
  readonly call: NormalizationCall & { readonly used: UsedStatistics };
  readonly parameters: Parameters;
}

function isRecomputable(card: LiveCard): card is Recomputable {
  return card.call.used !== undefined && card.parameters !== undefined && card.call.input.numel() > 0;
}

/** Whether the samples of the input's first dimension share statistics: only then their number matters. */
function sharesSamples({ call: { input, sets, used } }: Recomputable): boolean {
  const divisions = [sets, used.affine.sets];
  const keepsSome = sets.reduced.length < sets.shape.length;
  return keepsSome && divisions.every(({ shape, reduced }) => shape[0] === input.shape[0] && reduced.includes(0));
}

/**
 * The running statistics that an evaluation would use, one of each for every set; undefined where there are none. `record`:
 * how the layer's own moved, or would have.
 */
function runningStatistics(
  { call, running }: Recomputable,
  record: RunningRecord | undefined,
): Pick<UsedStatistics, 'mean' | 'variance'> | undefined {
  const { used, usesInputStatistics, sets } = call;
  if (!usesInputStatistics && record === running) return used;
  if (record === undefined) return undefined;
  const { runningMean, runningVariance } = record.last;
  if (runningMean === undefined || runningVariance === undefined) return undefined;
  const perSet = (values: ArrayLike<number>): Float64Array =>
    Float64Array.from({ length: setCount(sets) }, (_, set) => values[set % values.length]!);
  return { mean: perSet(runningMean), variance: perSet(runningVariance) };
}

function controlsOf(card: Recomputable): Controls {
  const { call, parameters, running } = card;
  const { source, sets, used } = call;
  const hasRunning = runningStatistics(card, running) !== undefined;
  return {
    eps: used.eps,
    ...(running === undefined || !hasRunning
      ? {}
      : {
          momentum: {
            value: running.momentum,
            ofPast: source instanceof keras.layers.Layer,
            repeats: running.length === 1,
          },
        }),
    parameters: parameters.names,
    perSet: parameters.kind(sets) === 'perSet',
    ...(sharesSamples(card) ? { samples: call.input.shape[0]! } : {}),
    hasRunning,
  };
}

/** γ·`scale` and β + `shift`; of the selected set alone where each set has its own. */
function affineUnder({ call: { used, sets }, parameters }: Recomputable, setting: Setting): Omit<Affine, 'sets'> {
  const { scale = 1, shift = 0, set } = setting;
  const only = set === undefined ? undefined : parameters.indexOf(sets)?.(set);
  const changed = (tensor: Tensor | undefined, change: (value: number) => number): Tensor | undefined =>
    tensor &&
    fromElements(
      Float64Array.from(elements(tensor), (value, index) =>
        only === undefined || only === index ? change(value) : value,
      ),
      tensor.shape,
      tensor.dtype,
    );
  const { weight, bias } = parameters.tensors();
  if (scale === 1 && shift === 0) return { ...used.affine, weight, bias };
  return { weight: changed(weight, (value) => value * scale), bias: changed(bias, (value) => value + shift) };
}

/** The same sets of the first `samples` samples. */
function ofFirst(sets: StatisticSets, samples: number): StatisticSets {
  return { ...sets, shape: sets.shape.with(0, samples) };
}

/** The call as it would have been; throws what the layer would. */
function recomputed(card: Recomputable, setting: Setting, record: RunningRecord | undefined): Recomputable['call'] {
  const { call } = card;
  const wanted = setting.statistics ?? (call.usesInputStatistics ? 'input' : 'running');
  const fixed = wanted === 'input' ? undefined : runningStatistics(card, record);
  const { samples: all } = controlsOf(card);
  const samples = all === undefined ? undefined : Math.min(setting.samples ?? all, all);
  const isWhole = samples === undefined || samples === all;
  const sets = isWhole ? call.sets : ofFirst(call.sets, samples);
  const own = call.used.affine.sets;
  const affineSets = isWhole ? own : own === call.sets ? sets : ofFirst(own, samples);
  const input = isWhole ? call.input : call.input.narrow(0, 0, samples);
  const affine = { ...affineUnder(card, setting), sets: affineSets };
  const part = { ...call, input, sets };
  const { output, used } = normalizeOtherwise(part, { eps: setting.eps ?? call.used.eps, affine }, fixed);
  return { ...part, output, used, usesInputStatistics: fixed === undefined, running: undefined };
}

/**
 * A card as it would be under a setting: the call of its layer computed again from the input that it had. Nothing that the
 * program knows changes. Undefined where the layer computes in another way than by the formula.
 */
export function whatIf(id: string, card: LiveCard, setting: Setting): WhatIf | undefined {
  if (!isRecomputable(card)) return undefined;
  const controls = controlsOf(card);
  const { momentum } = setting;
  const record = momentum === undefined ? card.running : card.running?.under(momentum);
  let call: Recomputable['call'];
  try {
    call = recomputed(card, setting, record);
  } catch (error) {
    if (!(error instanceof Error)) throw error;
    return { controls, error: `${error.name}: ${error.message}` };
  }
  const parameters = new Parameters(call.used.affine);
  try {
    return { controls, ...described(id, card, call, parameters, setting) };
  } finally {
    parameters.dispose();
  }
}

/** What there is to show of `call`, which is that of `card` under a setting. */
function described(
  id: string,
  card: Recomputable,
  call: Recomputable['call'],
  parameters: Parameters,
  { statistics, momentum, set }: Setting,
): Omit<Outcome, 'controls'> {
  const summary = summarizeCall(call, parameters);
  const isTraining = statistics === undefined ? card.isTraining : call.usesInputStatistics;
  const selected = set !== undefined && set < setCount(call.sets) ? set : undefined;
  const own = card.running?.repeated();
  const course = momentum === undefined ? own : own?.under(momentum);
  const farthest = own?.farthest() ?? [];
  const channel = selected === undefined ? undefined : own?.seriesOf(selected).set;
  const channels = channel === undefined || farthest.includes(channel) ? farthest : [...farthest, channel];
  const running = course?.forCard(channels);
  const detail = selected === undefined ? undefined : exactDetail(call, selected, knownSets(summary));
  return {
    card: makeCard({ id, call, isTraining, parameters, summary, calls: 1, gradients: undefined, running }),
    ...(detail === undefined ? {} : { detail }),
    ...(own === undefined || momentum === undefined ? {} : { ownRunning: own.forCard(channels) }),
  };
}
