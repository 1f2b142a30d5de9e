import { copyOfElements, elements, fromElements, writeElements } from '../elements.ts';
import { type DType, dtypeCategory, dtypeTitle } from '../dtype.ts';
import { RuntimeError } from '../errors.ts';
import { formatShape } from '../shape.ts';
import { Storage } from '../storage.ts';
import { Tensor } from '../tensor.ts';
import { createNode, type GradientNode, record } from './graph.ts';
import { isGradEnabled } from './mode.ts';

/** Zeros, or the elements of `values`, that lie in memory of their own as those of `base` do in its memory. */
function laidOutAs(base: Tensor, dtype: DType, values?: Tensor): Tensor {
  const extent = base.shape.reduce((last, size, dim) => last + (size - 1) * base.strides[dim]!, 1);
  const storage = Storage.allocate(dtype, [Math.max(extent, 0)]);
  const whole = new Tensor(storage, base.shape, base.strides);
  if (values !== undefined) writeElements(whole, elements(values));
  return whole;
}

/** The part of `whole`, which is laid out as `base`, that `view` shows of `base`. */
function sameView(view: Tensor, base: Tensor, whole: Tensor): Tensor {
  return new Tensor(whole.storage, view.shape, view.strides, view.offset - base.offset);
}

/** The history of a view whose base was changed since: a part of the base's present history. */
export function historyOfView(view: Tensor, base: Tensor): GradientNode | undefined {
  const { gradientNode } = base;
  if (gradientNode === undefined) return undefined;
  return createNode('AsStridedBackward0', [gradientNode], (gradient) => [embedded(gradient, view, base)]);
}

/** Zeros like `base`, with `part` where `view` shows it. */
function embedded(part: Tensor, view: Tensor, base: Tensor): Tensor {
  const whole = laidOutAs(base, part.dtype);
  writeElements(sameView(view, base, whole), elements(part));
  return record('AsStridedBackward0', whole, [part], (gradient) => [shownBy(view, base, gradient)]);
}

/** What `view` would show if `base` were `whole`: a copy. */
function shownBy(view: Tensor, base: Tensor, whole: Tensor): Tensor {
  const part = sameView(view, base, laidOutAs(base, whole.dtype, whole));
  const copy = fromElements(copyOfElements(part), part.shape, part.dtype);
  return record('AsStridedBackward0', copy, [whole], (gradient) => [embedded(gradient, view, base)]);
}

/** `whole`, which is like `base`, with 0 where `view` shows it. */
function without(view: Tensor, base: Tensor, whole: Tensor): Tensor {
  const rest = laidOutAs(base, whole.dtype, whole);
  const part = sameView(view, base, rest);
  writeElements(part, new Float64Array(part.numel()));
  return record('CopySlices', rest, [whole], (gradient) => [without(view, base, gradient)]);
}

function refuseLeaf(target: Tensor): void {
  if (!isGradEnabled()) return;
  if (target.requiresGrad && target.isLeaf) {
    throw new RuntimeError('a leaf Variable that requires grad is being used in an in-place operation.');
  }
  if (target.base !== undefined && target.base.requiresGrad && target.base.isLeaf) {
    throw new RuntimeError('a view of a leaf Variable that requires grad is being used in an in-place operation.');
  }
}

/** Broadcast dimensions show one element several times: a change of it would be seen at all of them. */
function refuseOverlap(target: Tensor): void {
  if (!target.shape.some((size, dim) => size > 1 && target.strides[dim] === 0) || target.numel() === 0) return;
  throw new RuntimeError(
    'unsupported operation: more than one element of the written-to tensor refers to a single memory location. Please clone() the tensor before performing the operation.',
  );
}

function changeHistory(target: Tensor, node: GradientNode | undefined): void {
  const base = target.base ?? target;
  if (target === base) {
    base.gradientNode = node;
  } else {
    const before = base.edge;
    base.gradientNode = createNode('CopySlices', [before, node], (gradient) => [
      without(target, base, gradient),
      shownBy(target, base, gradient),
    ]);
  }
  base.historyChanges++;
}

/**
 * Makes `target` hold the values of `result`, and its history that of `result`: every operation in place is the one out
 * of place followed by this. Views of the same memory follow. Returns `target`.
 *
 * Throws RuntimeError where `target` is a leaf that requires a gradient, has another shape, cannot hold the dtype, or shows one
 * element several times.
 */
export function assign(target: Tensor, result: Tensor): Tensor {
  refuseLeaf(target);
  refuseOverlap(target);
  if (formatShape(target.shape) !== formatShape(result.shape)) {
    throw new RuntimeError(
      `output with shape ${formatShape(target.shape)} doesn't match the broadcast shape ${formatShape(result.shape)}`,
    );
  }
  if (dtypeCategory(result.dtype) > dtypeCategory(target.dtype)) {
    throw new RuntimeError(
      `result type ${dtypeTitle(result.dtype)} can't be cast to the desired output type ${dtypeTitle(target.dtype)}`,
    );
  }
  const node = result.gradientNode ?? result.edge;
  const changesHistory = isGradEnabled() && (node !== undefined || target.requiresGrad || target.base?.requiresGrad);
  writeElements(target, elements(result));
  if (changesHistory) changeHistory(target, node);
  return target;
}
