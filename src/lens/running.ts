import { elements, type RunningMove, type RunningUpdate } from '../engine/index.ts';
import type { Card, RunningSeries } from '../protocol/card.ts';
import { pack } from '../protocol/packed.ts';
import { farthest } from './farthest.ts';
import { StepRecord } from './record.ts';

/** Of so many channels a card carries the series. */
const MAX_SERIES = 8;

/** How the running statistics of a layer followed those of its batches, move by move. */
export class RunningHistory {
  #record = new StepRecord<RunningMove>();
  #moves = 0;
  #last: { readonly step: number; readonly update: RunningUpdate; readonly version: number } | undefined;

  /** Takes notice of a call that moved them, once or several times. */
  add(update: RunningUpdate): void {
    // Another layer under the same name begins anew.
    const previous = this.#last?.update;
    if (previous !== undefined && (previous.mean !== update.mean || previous.variance !== update.variance)) {
      this.#record = new StepRecord();
      this.#moves = 0;
    }
    for (const move of update.earlier ?? []) this.#take(() => move);
    const step = this.#take(() => lastMoveOf(update));
    this.#last = { step, update, version: versionOf(update) };
  }

  /** Counts a move, and records it where it is wanted; returns its number, from 1. */
  #take(move: () => RunningMove): number {
    const step = ++this.#moves;
    if (this.#record.wants(step)) this.#record.add(step, move());
    return step;
  }

  /**
   * The record for a card, and that of any channel; undefined where no call has moved running statistics. The last move is
   * part of it unless the program has changed the statistics since.
   */
  finish(): RunningRecord | undefined {
    if (this.#last === undefined) return undefined;
    const { step, update, version } = this.#last;
    const isUnchanged = versionOf(update) === version;
    const steps = this.#record.upTo(isUnchanged ? { step, value: lastMoveOf(update) } : undefined);
    return new RunningRecord(
      update.momentum,
      steps.map((record) => record.step),
      steps.map((record) => record.value),
    );
  }
}

/** Grows with each change of the statistics. */
function versionOf({ mean, variance }: RunningUpdate): number {
  return (mean?.storage.version ?? 0) + (variance?.storage.version ?? 0);
}

/** The last move of a call, while its running statistics are as it left them. */
function lastMoveOf({ mean, variance, batchMean, batchVariance }: RunningUpdate): RunningMove {
  return {
    batchMean,
    batchVariance,
    runningMean: mean && elements(mean).slice(),
    runningVariance: variance && elements(variance).slice(),
  };
}

/** So often a single update is repeated to show where it leads. */
const REPEATS = 40;

/** A finished {@link RunningHistory}. */
export class RunningRecord {
  readonly momentum: number | null;
  readonly #steps: readonly number[];
  readonly #moves: readonly RunningMove[];

  constructor(momentum: number | null, steps: readonly number[], moves: readonly RunningMove[]) {
    this.momentum = momentum;
    this.#steps = steps;
    this.#moves = moves;
  }

  /** How many moves are recorded. */
  get length(): number {
    return this.#moves.length;
  }

  /** The last recorded move. */
  get last(): RunningMove {
    return this.#moves.at(-1)!;
  }

  /** The number of the first recorded move that left statistics NaN or infinite; undefined where none did. */
  firstNotFinite(): number | undefined {
    const isBroken = (values: ArrayLike<number> | undefined): boolean =>
      values !== undefined && !Array.prototype.every.call(values, Number.isFinite);
    const at = this.#moves.findIndex((move) => isBroken(move.runningMean) || isBroken(move.runningVariance));
    return at < 0 ? undefined : this.#steps[at];
  }

  /** The series of the channel that `set` belongs to: there are several sets of each where instances or ghost batches are. */
  seriesOf(set: number): RunningSeries {
    const channel = set % this.#channels;
    const series = (values: (move: RunningMove) => ArrayLike<number> | undefined): string =>
      pack(this.#moves.map((move) => values(move)?.[channel] ?? NaN));
    return {
      set: channel,
      batchMean: series(({ batchMean }) => batchMean),
      runningMean: series(({ runningMean }) => runningMean),
      batchVariance: series(({ batchVariance }) => batchVariance),
      runningVariance: series(({ runningVariance }) => runningVariance),
    };
  }

  /** What a card shows, of `channels`. Default: those whose running statistics are farthest from the last batch's. */
  forCard(channels = this.farthest()): NonNullable<Card['running']> {
    return {
      momentum: this.momentum,
      channels: this.#channels,
      recorded: [...this.#steps],
      series: channels.map((channel) => this.seriesOf(channel)),
    };
  }

  /** The channels whose running statistics are farthest from the last batch's, ascending. */
  farthest(): number[] {
    return farthest(this.#channels, MAX_SERIES, (channel) => this.#deviation(channel)).sort((a, b) => a - b);
  }

  /**
   * The same batches with another momentum. Where not every move is recorded, each recorded batch stands for those since
   * the one before.
   */
  under(momentum: number | null): RunningRecord {
    return momentum === this.momentum ? this : this.#moved(momentum, this.#steps, this.#moves);
  }

  /** Where a single move leads when its batch comes again and again; the record itself where there are several. */
  repeated(): RunningRecord {
    if (this.#moves.length > 1) return this;
    const steps = Array.from({ length: REPEATS }, (_, index) => index + 1);
    return this.#moved(
      this.momentum,
      steps,
      steps.map(() => this.last),
    );
  }

  /** Moves the statistics from where they were before the first move, towards the batches of `moves` at `steps`. */
  #moved(momentum: number | null, steps: readonly number[], moves: readonly RunningMove[]): RunningRecord {
    const course = (
      running: ArrayLike<number> | undefined,
      start: number,
      batch: (move: RunningMove) => ArrayLike<number>,
    ): Float64Array[] | undefined => {
      if (running === undefined) return undefined;
      let present = this.#before(running, batch(this.#moves[0]!), start);
      return moves.map((move, index) => {
        const count = steps[index]! - (steps[index - 1] ?? 0);
        const weight = momentum === null ? count / steps[index]! : 1 - (1 - momentum) ** count;
        const goal = batch(move);
        present = present.map((value, channel) => (1 - weight) * value + weight * goal[channel]!);
        return present;
      });
    };
    const { runningMean, runningVariance } = this.#moves[0]!;
    const means = course(runningMean, 0, ({ batchMean }) => batchMean);
    const variances = course(runningVariance, 1, ({ batchVariance }) => batchVariance);
    const moved = moves.map((move, index) => ({
      ...move,
      runningMean: means?.[index],
      runningVariance: variances?.[index],
    }));
    return new RunningRecord(momentum, steps, moved);
  }

  /**
   * A statistic before the first move, from what that made of it; `fresh`, what a new layer has, where the move left
   * nothing of it.
   */
  #before(running: ArrayLike<number>, batch: ArrayLike<number>, fresh: number): Float64Array {
    const weight = this.momentum ?? 1;
    return Float64Array.from(running, (value, channel) =>
      weight === 1 ? fresh : (value - weight * batch[channel]!) / (1 - weight),
    );
  }

  get #channels(): number {
    return this.#moves[0]!.batchMean.length;
  }

  /** How far the running mean and σ of a channel lie from the batch's, in units of the latter's σ. */
  #deviation(channel: number): number {
    const { batchMean, batchVariance, runningMean, runningVariance } = this.last;
    const std = Math.sqrt(batchVariance[channel]!);
    const unit = std === 0 ? 1 : std;
    const ofMean = Math.abs((runningMean?.[channel] ?? batchMean[channel]!) - batchMean[channel]!);
    const ofStd = Math.abs(Math.sqrt(runningVariance?.[channel] ?? batchVariance[channel]!) - std);
    return (ofMean + ofStd) / unit;
  }
}
