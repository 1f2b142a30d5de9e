import { ones, zeros } from '../creation.ts';
import { ValueError } from '../errors.ts';
import { formatPythonFloat } from '../numberFormat.ts';
import type { Tensor } from '../tensor.ts';
import { groupNorm } from './functional/groupNorm.ts';
import { Module } from './module.ts';
import { Parameter } from './parameter.ts';
import { pythonBool } from './repr.ts';

export interface GroupNormOptions {
  /** Added to the variance. Default: 1e-5. */
  readonly eps?: number;
  /** Whether to learn a scale γ (`weight`) and, with `bias`, a shift β for each channel. Default: true. */
  readonly affine?: boolean;
  /** Whether to learn the shift β. Default: true. */
  readonly bias?: boolean;
}

/**
 * Group normalization of N×C×…: see {@link groupNorm}
 * (https://docs.pytorch.org/docs/stable/generated/torch.nn.GroupNorm.html). It does the same in training and in
 * evaluation mode, and does not depend on the batch.
 */
export class GroupNorm extends Module {
  readonly numGroups: number;
  readonly numChannels: number;
  readonly eps: number;
  readonly affine: boolean;
  /** γ, of shape [numChannels], at first 1. */
  weight: Parameter | undefined;
  /** β, of shape [numChannels], at first 0. */
  bias: Parameter | undefined;

  /** Throws ValueError unless `numGroups` divides `numChannels`. */
  constructor(numGroups: number, numChannels: number, options: GroupNormOptions = {}) {
    super();
    if (numChannels % numGroups !== 0) {
      throw new ValueError(`num_channels (${numChannels}) must be divisible by num_groups (${numGroups})`);
    }
    this.numGroups = numGroups;
    this.numChannels = numChannels;
    this.eps = options.eps ?? 1e-5;
    this.affine = options.affine ?? true;
    const hasBias = this.affine && (options.bias ?? true);
    this.weight = this.affine ? new Parameter(ones([numChannels])) : undefined;
    this.bias = hasBias ? new Parameter(zeros([numChannels])) : undefined;
  }

  /** Normalizes `input`, N×C×…. Throws as {@link groupNorm} does. */
  override forward(input: Tensor): Tensor {
    return groupNorm(input, this.numGroups, { weight: this.weight, bias: this.bias, eps: this.eps, layer: this });
  }

  protected override extraRepr(): string {
    return [
      this.numGroups,
      this.numChannels,
      `eps=${formatPythonFloat(this.eps)}`,
      `affine=${pythonBool(this.affine)}`,
      `bias=${pythonBool(this.bias !== undefined)}`,
    ].join(', ');
  }
}
