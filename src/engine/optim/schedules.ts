import { ValueError } from '../errors.ts';

/** A group of parameters as schedules change it. */
interface ScheduledGroup {
  lr: number;
  /** The rate at first; the first schedule of an optimizer notes it. */
  initialLr?: number;
  momentum?: number;
  betas?: readonly [number, number];
}

/** What a schedule needs of an optimizer: its groups. */
export interface Scheduled {
  readonly paramGroups: readonly object[];
}

/**
 * The base of the schedules that change the learning rate with the steps taken
 * (https://docs.pytorch.org/docs/stable/optim.html#how-to-adjust-learning-rate). Call {@link step} after each epoch. Most
 * compute the next rate from the present one, so that several schedules of one optimizer multiply.
 */
export abstract class LRScheduler {
  readonly optimizer: Scheduled;
  /** The rates that the groups had at first. */
  readonly baseLrs: readonly number[];
  /** How many steps were taken. */
  lastEpoch = 0;

  constructor(optimizer: Scheduled) {
    this.optimizer = optimizer;
    this.baseLrs = this.groups.map((group) => (group.initialLr ??= group.lr));
  }

  protected get groups(): readonly ScheduledGroup[] {
    return this.optimizer.paramGroups as readonly ScheduledGroup[];
  }

  /** The rate of a group at {@link lastEpoch}, given the present one and that at first. */
  protected abstract rate(present: number, base: number, group: number): number;

  /** Sets the rates for the next epoch. */
  step(): void {
    this.lastEpoch++;
    this.apply();
  }

  /** The rates that are set now. */
  getLastLr(): number[] {
    return this.groups.map(({ lr }) => lr);
  }

  protected apply(): void {
    this.groups.forEach((group, index) => {
      group.lr = this.rate(group.lr, this.baseLrs[index]!, index);
    });
  }
}

/** The rate times `gamma` after every `stepSize` epochs. Default: gamma 0.1. */
export class StepLR extends LRScheduler {
  readonly stepSize: number;
  readonly gamma: number;

  constructor(optimizer: Scheduled, stepSize: number, options: { readonly gamma?: number } = {}) {
    super(optimizer);
    this.stepSize = stepSize;
    this.gamma = options.gamma ?? 0.1;
  }

  protected override rate(present: number): number {
    return this.lastEpoch % this.stepSize === 0 ? present * this.gamma : present;
  }
}

/** The rate times `gamma` at each milestone. Default: gamma 0.1. */
export class MultiStepLR extends LRScheduler {
  readonly milestones: readonly number[];
  readonly gamma: number;

  constructor(optimizer: Scheduled, milestones: readonly number[], options: { readonly gamma?: number } = {}) {
    super(optimizer);
    this.milestones = milestones;
    this.gamma = options.gamma ?? 0.1;
  }

  protected override rate(present: number): number {
    return present * this.gamma ** this.milestones.filter((milestone) => milestone === this.lastEpoch).length;
  }
}

/** The rate times `gamma` after every epoch. */
export class ExponentialLR extends LRScheduler {
  readonly gamma: number;

  constructor(optimizer: Scheduled, gamma: number) {
    super(optimizer);
    this.gamma = gamma;
  }

  protected override rate(present: number): number {
    return present * this.gamma;
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

  protected override rate(_: number, base: number, group: number): number {
    const factor = typeof this.factor === 'function' ? this.factor : this.factor[group]!;
    return base * factor(this.lastEpoch);
  }
}

/** From `startFactor` to `endFactor` of the rate, evenly over `totalIters` epochs. Default: 1/3, 1 and 5. */
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

  #factor(epoch: number): number {
    return this.startFactor + ((this.endFactor - this.startFactor) * epoch) / this.totalIters;
  }

  protected override rate(present: number): number {
    if (this.lastEpoch === 0) return present * this.startFactor;
    if (this.lastEpoch > this.totalIters) return present;
    return (present * this.#factor(this.lastEpoch)) / this.#factor(this.lastEpoch - 1);
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

  protected override rate(present: number, base: number): number {
    const { lastEpoch: epoch, tMax, etaMin } = this;
    if ((epoch - 1 - tMax) % (2 * tMax) === 0) {
      return present + ((base - etaMin) * (1 - Math.cos(Math.PI / tMax))) / 2;
    }
    const height = (at: number): number => 1 + Math.cos((Math.PI * at) / tMax);
    return (height(epoch) / height(epoch - 1)) * (present - etaMin) + etaMin;
  }
}

export interface OneCycleOptions {
  /** Where the cycle starts: maxLr / divFactor. Default: 25. */
  readonly divFactor?: number;
  /** Where it ends: the start / finalDivFactor. Default: 1e4. */
  readonly finalDivFactor?: number;
  /** The part of the steps in which the rate rises. Default: 0.3. */
  readonly pctStart?: number;
  /** Whether momentum, or the first of Adam's betas, goes the other way. Default: true. */
  readonly cycleMomentum?: boolean;
  /** Where momentum is lowest. Default: 0.85. */
  readonly baseMomentum?: number;
  /** Where it is highest. Default: 0.95. */
  readonly maxMomentum?: number;
}

/**
 * Up to `maxLr` and down again along cosines (https://arxiv.org/abs/1708.07120). Call `step` after every batch. Throws
 * ValueError beyond `totalSteps`, and for an optimizer without momentum unless `cycleMomentum` is false.
 */
export class OneCycleLR extends LRScheduler {
  readonly maxLr: number;
  readonly totalSteps: number;
  readonly options: Required<OneCycleOptions>;

  constructor(optimizer: Scheduled, maxLr: number, totalSteps: number, options: OneCycleOptions = {}) {
    super(optimizer);
    this.maxLr = maxLr;
    this.totalSteps = totalSteps;
    this.options = {
      divFactor: 25,
      finalDivFactor: 1e4,
      pctStart: 0.3,
      cycleMomentum: true,
      baseMomentum: 0.85,
      maxMomentum: 0.95,
      ...options,
    };
    if (this.options.cycleMomentum && this.groups.some((group) => !('momentum' in group) && !('betas' in group))) {
      throw new ValueError('optimizer must support momentum or beta1 with `cycle_momentum` option enabled');
    }
    for (const group of this.groups) group.initialLr = maxLr / this.options.divFactor;
    this.apply();
  }

  protected override rate(): number {
    const { divFactor, finalDivFactor } = this.options;
    const start = this.maxLr / divFactor;
    return this.#along(start, this.maxLr, start / finalDivFactor);
  }

  protected override apply(): void {
    if (this.lastEpoch > this.totalSteps) {
      throw new ValueError(
        `Tried to step ${this.lastEpoch} times. The specified number of total steps is ${this.totalSteps}`,
      );
    }
    super.apply();
    if (!this.options.cycleMomentum) return;
    const { baseMomentum, maxMomentum } = this.options;
    const momentum = this.#along(maxMomentum, baseMomentum, maxMomentum);
    for (const group of this.groups) {
      if (group.betas === undefined) group.momentum = momentum;
      else group.betas = [momentum, group.betas[1]];
    }
  }

  /** From one value along half a cosine to the second, and along another to the third. */
  #along(first: number, second: number, third: number): number {
    const peak = this.options.pctStart * this.totalSteps - 1;
    const between = (from: number, to: number, progress: number): number =>
      to + ((from - to) / 2) * (1 + Math.cos(Math.PI * progress));
    if (this.lastEpoch <= peak) return between(first, second, this.lastEpoch / peak);
    return between(second, third, (this.lastEpoch - peak) / (this.totalSteps - 1 - peak));
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
    for (const group of this.optimizer.paramGroups as readonly ScheduledGroup[]) {
      const lower = Math.max(group.lr * factor, minLr);
      if (group.lr - lower > 1e-8) group.lr = lower;
    }
    this.#cooling = cooldown;
    this.#badEpochs = 0;
  }
}
