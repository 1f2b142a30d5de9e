import { Tensor } from '../tensor.ts';

/** A tensor that a module learns: it requires a gradient and is listed among the module's parameters. */
export class Parameter extends Tensor {
  constructor(data: Tensor) {
    super(data.storage, data.shape, data.strides, data.offset);
    this.requiresGrad_();
  }
}
