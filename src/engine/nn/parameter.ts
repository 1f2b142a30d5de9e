import { Tensor } from '../tensor.ts';

/** A tensor that a module learns: it is listed among the module's parameters, and requires a gradient by default. */
export class Parameter extends Tensor {
  constructor(data: Tensor, requiresGrad = true) {
    super(data.storage, data.shape, data.strides, data.offset);
    this.requiresGrad_(requiresGrad);
  }
}
