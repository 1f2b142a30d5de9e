import { noGrad } from '../autograd/mode.ts';
import { empty } from '../creation.ts';
import { ValueError } from '../errors.ts';
import type { Tensor } from '../tensor.ts';
import { embedding } from './functional/embedding.ts';
import { normal_ } from './init.ts';
import { Module } from './module.ts';
import { Parameter } from './parameter.ts';

export interface EmbeddingOptions {
  /** The index whose row is 0 at first and is not learned. Default: none. */
  readonly paddingIdx?: number | undefined;
}

/**
 * A learned vector for each index (https://docs.pytorch.org/docs/stable/generated/torch.nn.Embedding.html): weight
 * [numEmbeddings, embeddingDim], standard normal at first.
 */
export class Embedding extends Module {
  readonly numEmbeddings: number;
  readonly embeddingDim: number;
  readonly paddingIdx: number | undefined;
  weight: Parameter;

  constructor(numEmbeddings: number, embeddingDim: number, options: EmbeddingOptions = {}) {
    super();
    const { paddingIdx } = options;
    if (paddingIdx !== undefined && (paddingIdx >= numEmbeddings || paddingIdx < -numEmbeddings)) {
      throw new ValueError('Padding_idx must be within num_embeddings');
    }
    this.numEmbeddings = numEmbeddings;
    this.embeddingDim = embeddingDim;
    this.paddingIdx = paddingIdx !== undefined && paddingIdx < 0 ? paddingIdx + numEmbeddings : paddingIdx;
    this.weight = new Parameter(empty([numEmbeddings, embeddingDim]));
    normal_(this.weight);
    if (this.paddingIdx !== undefined) noGrad(() => this.weight.select(0, this.paddingIdx!).zero_());
  }

  /** Throws IndexError for an index that has no row. */
  override forward(input: Tensor): Tensor {
    return embedding(input, this.weight, { paddingIdx: this.paddingIdx });
  }

  protected override extraRepr(): string {
    const padding = this.paddingIdx === undefined ? '' : `, padding_idx=${this.paddingIdx}`;
    return `${this.numEmbeddings}, ${this.embeddingDim}${padding}`;
  }
}
