import { randomUUID } from 'node:crypto';
import { trainingText } from '../charts/training/trainingText.ts';
import {
  nn,
  type NormalizationCall,
  observeGradients,
  observeNormalization,
  observeOptimizerSteps,
} from '../engine/index.ts';
import type { TrainingRun } from '../lens/index.ts';
import { type MimeBundle, TEXT_MIME, TRAINING_MIME } from '../protocol/mime.ts';
import type { Training } from '../protocol/training.ts';
import { watchModule } from './watchedModule.ts';
import { WatchPoints } from './watchPoints.ts';

/** A view changes at most this often: drawing it takes the window some tenths of a second. */
const PERIOD_MILLISECONDS = 1000;
const FIRST_MILLISECONDS = 150;
/** A view stays below 60 KB with its names. */
const VIEW_BYTES = 50_000;
/** So many runs are shown together. */
const MAX_RUNS = 4;

/** What `watch` takes beside the model. */
export interface WatchOptions {
  /**
   * What the run is called. Runs with names are shown together with the last ones of other names, also those of cells before;
   * one of the same name takes the place of the earlier one. Default: none, and the run is shown alone.
   */
  readonly name?: string;
  /** Whether the model's normalization layers get their cards, too. Default: false. */
  readonly cards?: boolean;
}

/** A model that is watched until its cell ends. */
export interface Watch {
  /** Adds numbers to the step that has ended last: `watch.log({ accuracy: 0.9 })`. Throws TypeError for what is none. */
  log(values: Readonly<Record<string, unknown>>): void;
}

interface ActiveRun {
  readonly run: TrainingRun;
  readonly name: string | undefined;
  readonly end: () => void;
}

/** What a logged value is as a number; undefined where it is none. */
function numberOf(value: unknown): number | undefined {
  if (typeof value === 'number') return value;
  const isTensor = typeof value === 'object' && value !== null && 'item' in value && typeof value.item === 'function';
  return isTensor ? Number((value as { item(): unknown }).item()) : undefined;
}

/** The models that the running cell watches, and the view of them. */
export class Watches {
  /** Conditions that end cells, which outlive them. */
  readonly points = new WatchPoints();
  readonly #showLive: (id: string, make: () => MimeBundle) => void;
  #active: ActiveRun[] = [];
  /** All runs of the cell whose layers get no cards. */
  readonly #coveringRuns = new Set<TrainingRun>();
  /** Runs with names that have ended, the newest last: they are shown beside others. */
  readonly #ended = new Map<string, TrainingRun>();
  #id = randomUUID();
  #nextView = Infinity;
  #observations: readonly (() => void)[] = [];

  /** `showLive`: shows what is made in place of what the cell shows under a name. */
  constructor(showLive: (id: string, make: () => MimeBundle) => void) {
    this.#showLive = showLive;
  }

  /**
   * Shows, while the running cell trains `model`: the loss, what is logged, the learning rate, and of each layer its output's
   * mean and σ, the gradient's norm, and running against batch statistics. A step is a backward pass that reaches the
   * model. The view ends with the cell. Throws TypeError for what is no module.
   */
  readonly watch = (model: unknown, options: WatchOptions = {}): Watch => {
    if (!(model instanceof nn.Module)) {
      throw new TypeError(`watch takes an nn.Module, but got ${model === null ? 'null' : typeof model}`);
    }
    return this.begin(watchModule(model, options.name ?? 'model'), options);
  };

  /** Shows a run that something else feeds with what its layers give; `end` is called when the cell ends. */
  begin(
    { run, end }: { readonly run: TrainingRun; readonly end: () => void },
    { name, cards = false }: WatchOptions,
  ): Watch {
    const same = this.#active.find((other) => name !== undefined && other.name === name);
    if (same !== undefined) this.#end(same);
    if (this.#active.length === 0) this.#observe();
    this.#active.push({ run, name, end });
    if (!cards) this.#coveringRuns.add(run);
    if (this.#active.length > MAX_RUNS) this.#end(this.#active[0]!);
    return {
      log: (values) => {
        if (!this.#active.some((active) => active.run === run)) {
          throw new Error('this watch has ended with its cell: call watch(model) in the cell that trains');
        }
        run.log(
          Object.fromEntries(
            Object.entries(values).map(([key, value]) => {
              const number = numberOf(value);
              if (number === undefined) throw new TypeError(`log takes numbers, but ${key} is ${typeof value}`);
              return [key, number];
            }),
          ),
        );
      },
    };
  }

  /** Whether a normalization layer is shown in the view instead of by a card. */
  readonly covers = (source: NormalizationCall['source']): boolean =>
    !this.points.wasReachedBy(source) && [...this.#coveringRuns].some((run) => run.has(source));

  /** Ends all watches: their cell has ended. */
  finish(): void {
    for (const active of [...this.#active]) this.#end(active);
    this.#coveringRuns.clear();
    this.points.finish();
    this.#id = randomUUID();
  }

  #end(active: ActiveRun): void {
    active.end();
    this.#active = this.#active.filter((other) => other !== active);
    if (active.name !== undefined && active.run.steps > 0) {
      this.#ended.delete(active.name);
      this.#ended.set(active.name, active.run);
      for (const [name] of this.#ended) if (this.#ended.size > MAX_RUNS) this.#ended.delete(name);
    }
    if (this.#active.length > 0) return;
    for (const end of this.#observations) end();
    this.#observations = [];
  }

  #observe(): void {
    this.#nextView = performance.now() + FIRST_MILLISECONDS;
    this.#observations = [
      observeNormalization((call) => {
        for (const { run } of this.#active) run.seeNormalization(call);
      }),
      observeGradients((output, gradients) => {
        const isStep = this.#active.filter(({ run }) => run.seeGradients(output, gradients)).length > 0;
        if (isStep) this.#showInTime();
      }),
      observeOptimizerSteps((groups) => {
        for (const { run } of this.#active) run.seeStep(groups);
      }),
    ];
  }

  #showInTime(): void {
    const start = performance.now();
    if (start < this.#nextView) return;
    this.#nextView = start + PERIOD_MILLISECONDS;
    this.show();
    const spent = performance.now() - start;
    for (const { run } of this.#active) run.addTime(spent / this.#active.length);
  }

  /** Shows the runs as they are now, if one has made a step. */
  show(): void {
    const active = this.#active.filter(({ run }) => run.steps > 0);
    if (active.length === 0) return;
    const names = new Set(active.map(({ name }) => name));
    const others = names.has(undefined) ? [] : [...this.#ended].filter(([name]) => !names.has(name));
    const room = Math.max(0, MAX_RUNS - active.length);
    const before = room === 0 ? [] : others.slice(-room).map(([, run]) => run);
    const runs = [...before, ...active.map(({ run }) => run)];
    const training: Training = { runs: runs.map((run) => run.forPayload(VIEW_BYTES / runs.length)) };
    this.#showLive(this.#id, () => ({ [TRAINING_MIME]: training, [TEXT_MIME]: trainingText(training) }));
  }
}
