import type { Tensor } from '../tensor.ts';
import {
  BatchNorm1d,
  BatchNorm2d,
  BatchNorm3d,
  type BatchNormOptions,
  type NormalizationWithStatistics,
} from './batchNorm.ts';
import { InstanceNorm1d, InstanceNorm2d, InstanceNorm3d, type InstanceNormOptions } from './instanceNorm.ts';

/**
 * Gives `layer` so many channels, unless a loaded state did, and makes it a layer of the class that its own extends, as
 * PyTorch's lazy modules do on their first call
 * (https://docs.pytorch.org/docs/stable/generated/torch.nn.modules.lazy.LazyModuleMixin.html).
 */
function materialize<Layer extends NormalizationWithStatistics>(layer: Layer, channels: number): Layer {
  if (layer.numFeatures === 0) layer.setFeatures(channels);
  const eager = Object.getPrototypeOf(Object.getPrototypeOf(layer)) as object;
  return Object.setPrototypeOf(layer, eager) as Layer;
}

/** Gives `layer` the channels that its tensors have in a state about to be loaded. */
function materializeFor(layer: NormalizationWithStatistics, state: ReadonlyMap<string, Tensor>, prefix: string): void {
  const known = state.get(`${prefix}weight`) ?? state.get(`${prefix}running_mean`);
  if (layer.numFeatures === 0 && known !== undefined) layer.setFeatures(known.numel());
}

/** {@link BatchNorm1d} that takes the number of channels from its first input. */
export class LazyBatchNorm1d extends BatchNorm1d {
  constructor(options: BatchNormOptions = {}) {
    super(0, options);
  }

  protected override prepareToLoad(state: ReadonlyMap<string, Tensor>, prefix: string): void {
    materializeFor(this, state, prefix);
  }

  override forward(input: Tensor): Tensor {
    this.checkInput(input);
    return materialize(this, input.size(1)).forward(input);
  }
}

/** {@link BatchNorm2d} that takes the number of channels from its first input. */
export class LazyBatchNorm2d extends BatchNorm2d {
  constructor(options: BatchNormOptions = {}) {
    super(0, options);
  }

  protected override prepareToLoad(state: ReadonlyMap<string, Tensor>, prefix: string): void {
    materializeFor(this, state, prefix);
  }

  override forward(input: Tensor): Tensor {
    this.checkInput(input);
    return materialize(this, input.size(1)).forward(input);
  }
}

/** {@link BatchNorm3d} that takes the number of channels from its first input. */
export class LazyBatchNorm3d extends BatchNorm3d {
  constructor(options: BatchNormOptions = {}) {
    super(0, options);
  }

  protected override prepareToLoad(state: ReadonlyMap<string, Tensor>, prefix: string): void {
    materializeFor(this, state, prefix);
  }

  override forward(input: Tensor): Tensor {
    this.checkInput(input);
    return materialize(this, input.size(1)).forward(input);
  }
}

/** {@link InstanceNorm1d} that takes the number of channels from its first input. */
export class LazyInstanceNorm1d extends InstanceNorm1d {
  constructor(options: InstanceNormOptions = {}) {
    super(0, options);
  }

  protected override prepareToLoad(state: ReadonlyMap<string, Tensor>, prefix: string): void {
    materializeFor(this, state, prefix);
  }

  override forward(input: Tensor): Tensor {
    this.checkInput(input);
    return materialize(this, this.channelsOf(input)).forward(input);
  }
}

/** {@link InstanceNorm2d} that takes the number of channels from its first input. */
export class LazyInstanceNorm2d extends InstanceNorm2d {
  constructor(options: InstanceNormOptions = {}) {
    super(0, options);
  }

  protected override prepareToLoad(state: ReadonlyMap<string, Tensor>, prefix: string): void {
    materializeFor(this, state, prefix);
  }

  override forward(input: Tensor): Tensor {
    this.checkInput(input);
    return materialize(this, this.channelsOf(input)).forward(input);
  }
}

/** {@link InstanceNorm3d} that takes the number of channels from its first input. */
export class LazyInstanceNorm3d extends InstanceNorm3d {
  constructor(options: InstanceNormOptions = {}) {
    super(0, options);
  }

  protected override prepareToLoad(state: ReadonlyMap<string, Tensor>, prefix: string): void {
    materializeFor(this, state, prefix);
  }

  override forward(input: Tensor): Tensor {
    this.checkInput(input);
    return materialize(this, this.channelsOf(input)).forward(input);
  }
}
