import type { Card } from '../protocol/card.ts';
import { unpack } from '../protocol/packed.ts';
import type { Controls, Outcome, Setting } from '../protocol/whatIf.ts';
import { setLabel } from './cardText.ts';
import { formatCount, formatFigures, formatStatistic } from './format.ts';
import { formatHalfLife, halfLife } from './runningStatistics.ts';
import { type DescribedSet, describeSets, median } from './sets.ts';
import type { Texts } from './texts/texts.ts';

/** A set stands out where it changes by so many times more than the middle one. */
const STANDS_OUT = 1.2;

/** A layer's momentum as its framework counts it: `0.1`, or `None` for the average of all batches. */
export function formatMomentum(momentum: number | null, ofPast: boolean): string {
  if (momentum === null) return 'None';
  return formatFigures(Number((ofPast ? 1 - momentum : momentum).toPrecision(6)));
}

/** What of the γ and β a setting changes: one set's, or '' for all. */
export function changedOf(card: Card, { perSet }: Controls, set: number | undefined, texts: Texts): string {
  return set === undefined || !perSet ? '' : setLabel(card, set, texts);
}

function changesOf(before: Card, { controls }: Pick<Outcome, 'controls'>, setting: Setting, texts: Texts): string[] {
  const { eps, momentum, scale = 1, shift = 0, samples, statistics, set } = setting;
  const { changes, ...names } = texts.whatIf;
  const of = changedOf(before, controls, set, texts);
  const own = controls.momentum;
  return [
    ...(eps === undefined ? [] : [changes.step(names.eps, formatFigures(controls.eps), formatFigures(eps))]),
    ...(momentum === undefined || own === undefined
      ? []
      : [changes.step(names.momentum, formatMomentum(own.value, own.ofPast), formatMomentum(momentum, own.ofPast))]),
    ...(scale === 1 ? [] : [changes.parameter(names.scale(of), formatFigures(scale))]),
    ...(shift === 0 ? [] : [changes.parameter(names.shift(of), formatFigures(shift))]),
    ...(samples === undefined ? [] : [changes.samples(formatCount(samples), formatCount(controls.samples ?? samples))]),
    ...(statistics === undefined ? [] : [statistics === 'input' ? changes.training : changes.evaluation]),
  ];
}

/** The set whose output changes most, in words; undefined where all change alike. */
function mostChanged(before: Card, after: Card, texts: Texts): string | undefined {
  const former = new Map(describeSets(before).map((each) => [each.set, each]));
  const pairs = describeSets(after).flatMap((now): [DescribedSet, DescribedSet][] => {
    const was = former.get(now.set);
    return was === undefined ? [] : [[was, now]];
  });
  const distance = ([was, now]: readonly [DescribedSet, DescribedSet]): number =>
    Math.abs(now.output.std - was.output.std) + Math.abs(now.output.mean - was.output.mean);
  const distances = pairs.map(distance);
  const largest = Math.max(0, ...distances.filter(Number.isFinite));
  const pair = pairs[distances.indexOf(largest)];
  if (pair === undefined || pairs.length < 2 || largest <= STANDS_OUT * median(distances)) return undefined;
  const [was, now] = pair;
  const byStd = Math.abs(now.output.std - was.output.std) >= Math.abs(now.output.mean - was.output.mean);
  const number = ({ output }: DescribedSet): string => formatStatistic(byStd ? output.std : output.mean, output.std);
  const change = `${byStd ? texts.std : texts.mean} ${number(was)} → ${number(now)}`;
  return texts.whatIf.effects.most(setLabel(before, was.set, texts), formatFigures(was.input.std ** 2), change);
}

function outputEffects(before: Card, after: Card, { momentum }: Setting, texts: Texts): string[] {
  const { effects } = texts.whatIf;
  const [was, now] = [before.stages.output, after.stages.output];
  const spread = Math.max(was.std ?? 0, now.std ?? 0);
  const [stds, means] = [
    [was.std, now.std].map((value) => formatStatistic(value)),
    [was.mean, now.mean].map((value) => formatStatistic(value, spread)),
  ] as [[string, string], [string, string]];
  const most = mostChanged(before, after, texts);
  const found = [
    ...(stds[0] === stds[1] ? [] : [(now.std ?? 0) < (was.std ?? 0) ? effects.falls(...stds) : effects.rises(...stds)]),
    ...(means[0] === means[1] ? [] : [effects.mean(...means)]),
    ...(most === undefined ? [] : [most]),
  ];
  if (found.length > 0) return found;
  return [momentum !== undefined && after.statistics === 'input' ? effects.sameInTraining : effects.same];
}

/** What another momentum does to the running statistics of the channel that lags most, and to their memory. */
function runningEffects({ card, ownRunning, controls }: Outcome, texts: Texts): string[] {
  const [was, now] = [ownRunning?.series[0], card.running?.series[0]];
  if (was === undefined || now === undefined || ownRunning === undefined || card.running === undefined) return [];
  const { effects } = texts.whatIf;
  const end = (packed: string, variance: string): string =>
    formatStatistic(unpack(packed).at(-1) ?? NaN, Math.sqrt(unpack(variance).at(-1) ?? 0));
  const lives = [ownRunning.momentum, card.running.momentum].map(halfLife);
  const course = effects.running(
    texts.oneSet('channel', String(now.set)),
    end(was.runningMean, was.runningVariance),
    end(now.runningMean, now.runningVariance),
  );
  const [before, after] = lives;
  return [
    controls.momentum?.repeats === true ? `${course}, ${effects.repeated(card.running.recorded.length)}` : course,
    ...(before === undefined || after === undefined
      ? []
      : [effects.halfLife(formatHalfLife(before), formatHalfLife(after))]),
  ];
}

/** What a setting changes, and what that does, in one sentence; `before`: the card as it was. */
export function whatIfText(before: Card, outcome: Outcome, setting: Setting, texts: Texts): string {
  const changes = changesOf(before, outcome, setting, texts);
  if (changes.length === 0) return texts.whatIf.start;
  const effects = outputEffects(before, outcome.card, setting, texts);
  return texts.whatIf.sentence(changes, [...effects, ...runningEffects(outcome, texts)]);
}
