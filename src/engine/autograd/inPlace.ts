import { elements, fromElements, writeElements } from '../elements.ts';
import { dtypeTitle, isFloating } from '../dtype.ts';
import { RuntimeError } from '../errors.ts';
import { elementCount, formatShape } from '../shape.ts';
import { Tensor } from '../tensor.ts';
import { createNode, type GradientNode } from './graph.ts';
import { isGradEnabled } from './mode.ts';

/** The part of `whole`, which has the elements of `base` in row-major order, that `view` shows. */
function sameView(view: Tensor, base: Tensor, whole: Tensor): Tensor {
  return new Tensor(whole.storage, view.shape, view.strides, whole.offset + view.offset - base.offset);
}

function ownCopy(x: Tensor): Tensor {
  return fromElements(elements(x).slice(), x.shape, x.dtype);
}

/** The history of a view whose base was changed since: a part of the base's present history. */
export function historyOfView(view: Tensor, base: Tensor): GradientNode | undefined {
  const { gradientNode } = base;
  if (gradientNode === undefined) return undefined;
  return createNode('AsStridedBackward0', [gradientNode], (gradient) => {
    const whole = fromElements(new Float64Array(elementCount(base.shape)), base.shape, gradient.dtype);
    writeElements(sameView(view, base, whole), elements(gradient));
    return [whole];
  });
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

function changeHistory(target: Tensor, node: GradientNode | undefined): void {
  const base = target.base ?? target;
  if (target === base) {
    base.gradientNode = node;
  } else {
    const before = base.edge;
    base.gradientNode = createNode('CopySlices', [before, node], (gradient) => {
      const rest = ownCopy(gradient);
      const part = sameView(target, base, rest);
      const changed = ownCopy(part);
      writeElements(part, new Float64Array(part.numel()));
      return [rest, changed];
    });
  }
  base.historyChanges++;
}

/**
 * Makes `target` hold the values of `result`, and its history that of `result`: every operation in place is the one out
 * of place followed by this. Views of the same memory follow. Returns `target`.
 *
 * Throws RuntimeError where `target` is a leaf that requires a gradient, has another shape, or cannot hold the dtype.
 */
export function assign(target: Tensor, result: Tensor): Tensor {
  refuseLeaf(target);
  if (formatShape(target.shape) !== formatShape(result.shape)) {
    throw new RuntimeError(
      `output with shape ${formatShape(target.shape)} doesn't match the broadcast shape ${formatShape(result.shape)}`,
    );
  }
  if (isFloating(result.dtype) && !isFloating(target.dtype)) {
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
