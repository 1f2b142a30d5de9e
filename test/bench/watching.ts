import { elements, nn, noGrad, optim, randn, survey, type Tensor } from '../../src/engine/index.ts';
import { ProgressBars } from '../../src/kernel/progressBars.ts';
import { Watches } from '../../src/kernel/watches.ts';
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

/** A training loop of a deep network within `watch` and without, and loops with a bar. */
export interface WatchedRun {
  /** Milliseconds for a step. */
  readonly plain: number;
  readonly watched: number;
  /** By how much the loop takes longer: the median over rounds in which both take their turn. */
  readonly ratio: number;
  /** What a bar adds to a step that does nothing, in nanoseconds. */
  readonly barStep: number;
}

export interface Watching {
  readonly loops: readonly WatchedLoop[];
  readonly once: WatchedOnce;
  readonly run: WatchedRun;
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

const DEPTH = 30;
const WIDTH = 64;
const RUN_STEPS = 200;
const BAR_STEPS = 1e6;

/** Thirty layers with batch normalization, as the tutorial has them. */
function watchedRun(): WatchedRun {
  const layers = Array.from({ length: DEPTH }, () => [
    new nn.Linear(WIDTH, WIDTH),
    new nn.BatchNorm1d(WIDTH),
    new nn.Tanh(),
  ]).flat();
  const model = new nn.Sequential(...layers);
  const optimizer = new optim.SGD(model.parameters(), { lr: 0.01 });
  const x = randn([WIDTH, WIDTH]);
  const step = (): void => {
    optimizer.zeroGrad();
    model.call(x).pow(2).mean().backward();
    optimizer.step();
  };
  const perStep = (): number => timed(() => timed(step, RUN_STEPS), 1)[0]! / RUN_STEPS;
  perStep();
  const rounds = Array.from({ length: ROUNDS }, () => {
    const plain = perStep();
    const watches = new Watches((_, make) => void make());
    watches.watch(model);
    const watched = perStep();
    watches.finish();
    return { plain, watched, ratio: watched / plain };
  });
  const of = (figure: 'plain' | 'watched' | 'ratio'): number => median(rounds.map((each) => each[figure]));
  return { plain: of('plain'), watched: of('watched'), ratio: of('ratio'), barStep: barStep() };
}

function barStep(): number {
  const bars = new ProgressBars(
    (_, make) => void make(),
    () => undefined,
  );
  let sum = 0;
  const plain = (): void => {
    for (let i = 0; i < BAR_STEPS; i++) sum += i;
  };
  const barred = (): void => {
    for (const i of bars.trange(BAR_STEPS)) sum += i;
  };
  const added = Array.from({ length: ROUNDS }, () => {
    const [without] = timed(plain, 1);
    return timed(barred, 1)[0]! - without!;
  });
  return Number.isFinite(sum) ? (median(added) * 1e6) / BAR_STEPS : NaN;
}

/** What it costs that the lens watches. */
export function measureWatching(): Watching {
  const single = once();
  const run = watchedRun();
  return {
    run,
    loops: [loop('a small net (W7t)', 'W7t', 2000), loop('a ConvNet (W8)', 'W8', 20)],
    once: single,
  };
}

/** The section of a report. */
export function watchingReport({
  loops,
  once: { layer, watched, watchedAffine, sum, survey: pass },
  run,
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
    `- \`watch\` adds ${((run.ratio - 1) * 100).toFixed(1)} % to a step of 30 layers (${ms(run.plain)} ms); goal: 5 %. A bar adds ${run.barStep.toFixed(0)} ns to a step.`,
    '',
  ];
}
