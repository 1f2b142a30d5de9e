import { elements, nn, noGrad, randn, survey, type Tensor } from '../../src/engine/index.ts';
import { Lens } from '../../src/lens/index.ts';
import { median, timed } from './measure.ts';
import { IMAGES, prepare } from './works.ts';

/** A training loop with the lens and without, in milliseconds for a step. */
export interface WatchedLoop {
  readonly name: string;
  readonly plain: number;
  readonly watched: number;
  /** By how much the loop takes longer: the median over rounds in which both take their turn. */
  readonly ratio: number;
  /** What the cards take when the cell has ended. */
  readonly cards: number;
}

/** A single call on 16 million elements, in milliseconds. */
export interface WatchedOnce {
  readonly layer: number;
  /** What the layer and its card take together: with γ = 1 and β = 0, and with others. */
  readonly watched: number;
  readonly watchedAffine: number;
  /** One pass over input and output for a sum. */
  readonly sum: number;
  /** One pass over input and output for mean, σ, extremes, NaN and infinities. */
  readonly survey: number;
}

export interface Watching {
  readonly loops: readonly WatchedLoop[];
  readonly once: WatchedOnce;
}

const ROUNDS = 31;

function loop(name: string, work: string, steps: number): WatchedLoop {
  const { run } = prepare(work);
  const perStep = (): number => timed(() => timed(run, steps), 1)[0]! / steps;
  for (let i = 0; i < 4; i++) perStep();
  const rounds = Array.from({ length: ROUNDS }, () => {
    const plain = perStep();
    const lens = new Lens();
    const watched = perStep();
    const [cards] = timed(() => [...lens.takeCards()], 1);
    lens.dispose();
    return { plain, watched, ratio: watched / plain, cards: cards! };
  });
  const of = (figure: 'plain' | 'watched' | 'ratio' | 'cards'): number => median(rounds.map((each) => each[figure]));
  return { name, plain: of('plain'), watched: of('watched'), ratio: of('ratio'), cards: of('cards') };
}

function once(): WatchedOnce {
  const x = randn(IMAGES).mul(2).add(1);
  const [layer, affine] = [new nn.BatchNorm2d(32), new nn.BatchNorm2d(32)];
  noGrad(() => affine.weight?.fill_(1.5));
  const call = (each: nn.Module): Tensor => noGrad(() => each.call(x));
  const watch = (each: nn.Module) => (): void => {
    const lens = new Lens();
    using _y = call(each);
    void [...lens.takeCards()];
    lens.dispose();
  };
  const y = call(layer);
  const candidates = {
    layer: () => {
      using _y = call(layer);
    },
    watched: watch(layer),
    watchedAffine: watch(affine),
    sum: () => void [x.sum(), y.sum()],
    survey: () => void [survey(elements(x)), survey(elements(y))],
  };
  const names = Object.keys(candidates) as (keyof typeof candidates)[];
  const times = new Map<string, number[]>(names.map((name) => [name, []]));
  for (let round = 0; round < ROUNDS; round++) {
    for (const name of names) times.get(name)!.push(...timed(candidates[name], 1));
  }
  const of = (name: string): number => median(times.get(name)!);
  return {
    layer: of('layer'),
    watched: of('watched'),
    watchedAffine: of('watchedAffine'),
    sum: of('sum'),
    survey: of('survey'),
  };
}

/** What it costs that the lens watches. */
export function measureWatching(): Watching {
  const single = once();
  return { loops: [loop('a small net (W7t)', 'W7t', 2000), loop('a ConvNet (W8)', 'W8', 20)], once: single };
}

/** The section of a report. */
export function watchingReport({
  loops,
  once: { layer, watched, watchedAffine, sum, survey: pass },
}: Watching): string[] {
  const ms = (value: number): string => value.toPrecision(3);
  return [
    '## Watching',
    '',
    'What the lens adds, one thread and that which summarizes. Goals: 10 % of a training loop, and of a single call the time',
    'of one pass over the data, which are input and output.',
    '',
    '| training loop | a step | watched | added | its cards |',
    '|---|---:|---:|---:|---:|',
    ...loops.map(
      ({ name, plain, watched: slow, ratio, cards }) =>
        `| ${name} | ${ms(plain)} | ${ms(slow)} | ${((ratio - 1) * 100).toFixed(1)} % | ${ms(cards)} |`,
    ),
    '',
    `- BatchNorm2d on 16 million elements: ${ms(layer)} ms; its card adds ${ms(watched - layer)} ms, with γ and β, and so a third stage, ${ms(watchedAffine - layer)} ms. One thread takes ${ms(pass)} ms to go over input and output for mean, σ, extremes and NaN, ${ms(sum)} ms for a sum.`,
    '',
  ];
}
