import { elements, type RunningUpdate } from '../engine/index.ts';
import type { Card, RunningSeries } from '../protocol/card.ts';
import { pack } from '../protocol/packed.ts';
import { farthest } from './farthest.ts';
import { StepRecord } from './record.ts';

/** Of so many channels a card carries the series. */
const MAX_SERIES = 8;

/** A batch's statistics and the running ones after it, for each channel. */
interface Snapshot {
  readonly batchMean: ArrayLike<number>;
  readonly batchVariance: ArrayLike<number>;
  readonly runningMean: ArrayLike<number>;
  readonly runningVariance: ArrayLike<number>;
}

const NONE = new Float64Array();

/** How the running statistics of a layer followed those of its batches. */
export class RunningHistory {
  #record = new StepRecord<Snapshot>();
  #last: { readonly step: number; readonly update: RunningUpdate; readonly version: number } | undefined;

  /** Takes notice of the layer's call numbered `step`. */
  add(step: number, update: RunningUpdate): void {
    // Another layer under the same name begins anew.
    const previous = this.#last?.update;
    if (previous !== undefined && (previous.mean !== update.mean || previous.variance !== update.variance)) {
      this.#record = new StepRecord();
    }
    this.#last = { step, update, version: versionOf(update) };
    if (this.#record.wants(step)) this.#record.add(step, snapshotOf(update));
  }

  /**
   * The record for a card, and that of any channel; undefined where no call has moved running statistics. The last call is
   * part of it unless the program has changed the statistics since.
   */
  finish(): RunningRecord | undefined {
    if (this.#last === undefined) return undefined;
    const { step, update, version } = this.#last;
    const isUnchanged = versionOf(update) === version;
    const steps = this.#record.upTo(isUnchanged ? { step, value: snapshotOf(update) } : undefined);
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

function snapshotOf({ mean, variance, batchMean, batchVariance }: RunningUpdate): Snapshot {
  return {
    batchMean,
    batchVariance,
    runningMean: mean === undefined ? NONE : elements(mean).slice(),
    runningVariance: variance === undefined ? NONE : elements(variance).slice(),
  };
}

/** A finished {@link RunningHistory}. */
export class RunningRecord {
  readonly #momentum: number | null;
  readonly #steps: readonly number[];
  readonly #snapshots: readonly Snapshot[];

  constructor(momentum: number | null, steps: readonly number[], snapshots: readonly Snapshot[]) {
    this.#momentum = momentum;
    this.#steps = steps;
    this.#snapshots = snapshots;
  }

  /** The series of `set`: where there are several sets for each channel (instances), that of its channel. */
  seriesOf(set: number): RunningSeries {
    const channel = set % this.#channels;
    const series = (values: (snapshot: Snapshot) => ArrayLike<number>): string =>
      pack(this.#snapshots.map((snapshot) => values(snapshot)[channel] ?? NaN));
    return {
      set,
      batchMean: series(({ batchMean }) => batchMean),
      runningMean: series(({ runningMean }) => runningMean),
      batchVariance: series(({ batchVariance }) => batchVariance),
      runningVariance: series(({ runningVariance }) => runningVariance),
    };
  }

  /** What a card shows: the channels whose running statistics are farthest from the last batch's. */
  forCard(): NonNullable<Card['running']> {
    const channels = farthest(this.#channels, MAX_SERIES, (channel) => this.#deviation(channel)).sort((a, b) => a - b);
    return {
      momentum: this.#momentum,
      recorded: [...this.#steps],
      series: channels.map((channel) => this.seriesOf(channel)),
    };
  }

  get #channels(): number {
    return this.#snapshots[0]!.batchMean.length;
  }

  /** How far the running mean and σ of a channel lie from the batch's, in units of the latter's σ. */
  #deviation(channel: number): number {
    const { batchMean, batchVariance, runningMean, runningVariance } = this.#snapshots.at(-1)!;
    const std = Math.sqrt(batchVariance[channel]!);
    const unit = std === 0 ? 1 : std;
    const ofMean = Math.abs((runningMean[channel] ?? batchMean[channel]!) - batchMean[channel]!);
    const ofStd = Math.abs(Math.sqrt(runningVariance[channel] ?? batchVariance[channel]!) - std);
    return (ofMean + ofStd) / unit;
  }
}
