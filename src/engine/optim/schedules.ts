import { ValueError } from '../errors.ts';

/** What a schedule needs of an optimizer: the learning rates of its groups. */
export interface Scheduled {
  readonly paramGroups: readonly { lr: number }[];
}

/**
 * The base of the schedules that give the learning rate as a function of the steps taken
 * (https://docs.pytorch.org/docs/stable/optim.html#how-to-adjust-learning-rate). Call {@link step} after each epoch.
 */
export abstract class LRScheduler {
  readonly optimizer: Scheduled;
  /** The rates that the groups had at first. */
  readonly baseLrs: readonly number[];
  /** How many steps were taken. */
  lastEpoch = 0;

  constructor(optimizer: Scheduled) {
    this.optimizer = optimizer;
    this.baseLrs = optimizer.paramGroups.map(({ lr }) => lr);
  }

  /** The rate of a group after `epoch` steps, given its rate at first. */
  protected abstract rate(base: number, epoch: number, group: number): number;

  /** Sets the rates for the next epoch. */
  step(): void {
    this.lastEpoch++;
    this.apply();
  }

  /** The rates that are set now. */
  getLastLr(): number[] {
    return this.optimizer.paramGroups.map(({ lr }) => lr);
  }

  protected apply(): void {
    this.optimizer.paramGroups.forEach((group, index) => {
      group.lr = this.rate(this.baseLrs[index]!, this.lastEpoch, index);
    });
  }
}

/** The first rate times `gamma` for every `stepSize` epochs. Default: gamma 0.1. */
export class StepLR extends LRScheduler {
  readonly stepSize: number;
  readonly gamma: number;

  constructor(optimizer: Scheduled, stepSize: number, options: { readonly gamma?: number } = {}) {
    super(optimizer);
    this.stepSize = stepSize;
    this.gamma = options.gamma ?? 0.1;
  }

  protected override rate(base: number, epoch: number): number {
    return base * this.gamma ** Math.floor(epoch / this.stepSize);
  }
}

/** The first rate times `gamma` for each milestone that is reached. Default: gamma 0.1. */
export class MultiStepLR extends LRScheduler {
  readonly milestones: readonly number[];
  readonly gamma: number;

  constructor(optimizer: Scheduled, milestones: readonly number[], options: { readonly gamma?: number } = {}) {
    super(optimizer);
    this.milestones = milestones;
    this.gamma = options.gamma ?? 0.1;
  }

  protected override rate(base: number, epoch: number): number {
    return base * this.gamma ** this.milestones.filter((milestone) => milestone <= epoch).length;
  }
}

/** The first rate times gamma^epoch. */
export class ExponentialLR extends LRScheduler {
  readonly gamma: number;

  constructor(optimizer: Scheduled, gamma: number) {
    super(optimizer);
    this.gamma = gamma;
  }

  protected override rate(base: number, epoch: number): number {
    return base * this.gamma ** epoch;
  }
}

/** The first rate times a function of the epoch; one function for each group, or one for all. */
export class LambdaLR extends LRScheduler {
  readonly factor: ((epoch: number) => number) | readonly ((epoch: number) => number)[];

  constructor(optimizer: Scheduled, factor: ((epoch: number) => number) | readonly ((epoch: number) => number)[]) {
    super(optimizer);
    this.factor = factor;
    this.apply();
  }

  protected override rate(base: number, epoch: number, group: number): number {
    const factor = typeof this.factor === 'function' ? this.factor : this.factor[group]!;
    return base * factor(epoch);
  }
}

/** From `startFactor` to `endFactor` of the first rate, evenly over `totalIters` epochs. Default: 1/3, 1 and 5. */
export class LinearLR extends LRScheduler {
  readonly startFactor: number;
  readonly endFactor: number;
  readonly totalIters: number;

  constructor(
    optimizer: Scheduled,
    options: { readonly startFactor?: number; readonly endFactor?: number; readonly totalIters?: number } = {},
  ) {
    super(optimizer);
    this.startFactor = options.startFactor ?? 1 / 3;
    this.endFactor = options.endFactor ?? 1;
    this.totalIters = options.totalIters ?? 5;
    if (this.startFactor > 1 || this.startFactor <= 0) {
      throw new ValueError('Starting multiplicative factor expected to be greater than 0 and less or equal to 1.');
    }
    this.apply();
  }

  protected override rate(base: number, epoch: number): number {
    const progress = Math.min(epoch, this.totalIters) / this.totalIters;
    return base * (this.startFactor + (this.endFactor - this.startFactor) * progress);
  }
}

/** Half a cosine from the first rate to `etaMin` over `tMax` epochs (https://arxiv.org/abs/1608.03983). Default: etaMin 0. */
export class CosineAnnealingLR extends LRScheduler {
  readonly tMax: number;
  readonly etaMin: number;

  constructor(optimizer: Scheduled, tMax: number, options: { readonly etaMin?: number } = {}) {
    super(optimizer);
    this.tMax = tMax;
    this.etaMin = options.etaMin ?? 0;
  }

  protected override rate(base: number, epoch: number): number {
    return this.etaMin + ((base - this.etaMin) * (1 + Math.cos((Math.PI * epoch) / this.tMax))) / 2;
  }
}

export interface OneCycleOptions {
  /** Where the cycle starts: maxLr / divFactor. Default: 25. */
  readonly divFactor?: number;
  /** Where it ends: the start / finalDivFactor. Default: 1e4. */
  readonly finalDivFactor?: number;
  /** The part of the steps in which the rate rises. Default: 0.3. */
  readonly pctStart?: number;
}

/** Up to `maxLr` and down again along cosines (https://arxiv.org/abs/1708.07120). Call `step` after every batch. */
export class OneCycleLR extends LRScheduler {
  readonly maxLr: number;
  readonly totalSteps: number;
  readonly options: Required<OneCycleOptions>;

  constructor(optimizer: Scheduled, maxLr: number, totalSteps: number, options: OneCycleOptions = {}) {
    super(optimizer);
    this.maxLr = maxLr;
    this.totalSteps = totalSteps;
    this.options = { divFactor: 25, finalDivFactor: 1e4, pctStart: 0.3, ...options };
    this.apply();
  }

  protected override rate(_: number, step: number): number {
    if (step >= this.totalSteps) {
      throw new ValueError(
        `Tried to step ${step + 1} times. The specified number of total steps is ${this.totalSteps}`,
      );
    }
    const { divFactor, finalDivFactor, pctStart } = this.options;
    const start = this.maxLr / divFactor;
    const peak = pctStart * this.totalSteps - 1;
    const along = (from: number, to: number, progress: number): number =>
      to + ((from - to) / 2) * (1 + Math.cos(Math.PI * progress));
    if (step <= peak) return along(start, this.maxLr, step / peak);
    return along(this.maxLr, start / finalDivFactor, (step - peak) / (this.totalSteps - 1 - peak));
  }
}

export interface PlateauOptions {
  /** Whether the metric should fall or rise. Default: 'min'. */
  readonly mode?: 'min' | 'max';
  /** Default: 0.1. */
  readonly factor?: number;
  /** Epochs without progress that are tolerated. Default: 10. */
  readonly patience?: number;
  /** The relative progress that counts. Default: 1e-4. */
  readonly threshold?: number;
  /** Epochs after a reduction that do not count. Default: 0. */
  readonly cooldown?: number;
  /** Default: 0. */
  readonly minLr?: number;
}

/** Reduces the rates when a metric stops improving: call `step(metric)` after each epoch. */
export class ReduceLROnPlateau {
  readonly optimizer: Scheduled;
  readonly options: Required<PlateauOptions>;
  best: number;
  #badEpochs = 0;
  #cooling = 0;

  constructor(optimizer: Scheduled, options: PlateauOptions = {}) {
    this.optimizer = optimizer;
    this.options = { mode: 'min', factor: 0.1, patience: 10, threshold: 1e-4, cooldown: 0, minLr: 0, ...options };
    if (this.options.factor >= 1) throw new ValueError('Factor should be < 1.0.');
    this.best = this.options.mode === 'min' ? Infinity : -Infinity;
  }

  step(metric: number): void {
    const { mode, factor, patience, threshold, cooldown, minLr } = this.options;
    const better = mode === 'min' ? metric < this.best * (1 - threshold) : metric > this.best * (1 + threshold);
    if (better || (!Number.isFinite(this.best) && Number.isFinite(metric))) {
      this.best = metric;
      this.#badEpochs = 0;
    } else this.#badEpochs++;
    if (this.#cooling > 0) {
      this.#cooling--;
      this.#badEpochs = 0;
    }
    if (this.#badEpochs <= patience) return;
    for (const group of this.optimizer.paramGroups) {
      const lower = Math.max(group.lr * factor, minLr);
      if (group.lr - lower > 1e-8) group.lr = lower;
    }
    this.#cooling = cooldown;
    this.#badEpochs = 0;
  }
}
