import { record } from '../autograd/graph.ts';
import { allocateResult, scalarName } from '../dtype.ts';
import { elements, fromElements, stridedElements } from '../elements.ts';
import { RuntimeError } from '../errors.ts';
import { addToRows } from '../kernels/elementwise.ts';
import { type Matrix, multiplyMatrices, rowMajor, transposedMatrix } from '../kernels/matmul.ts';
import { broadcastShapes, elementCount, formatShape } from '../shape.ts';
import type { Tensor } from '../tensor.ts';
import { add, mul } from './arithmetic.ts';
import { sumToShape } from './broadcast.ts';
import { addMethods, type MethodsOf } from './methods.ts';
import { sum } from './reduction.ts';
import { expand, flatten, permute, reshape, squeeze, t, transpose, unsqueeze } from './views.ts';

function checkDTypes(a: Tensor, b: Tensor): void {
  if (a.dtype === b.dtype) return;
  throw new RuntimeError(
    `expected m1 and m2 to have the same dtype, but got: ${scalarName(a.dtype)} != ${scalarName(b.dtype)}`,
  );
}

function checkRank(x: Tensor, rank: number, message: string): void {
  if (x.dim() !== rank) throw new RuntimeError(message);
}

/** Throws RuntimeError, in PyTorch's words, unless the columns of `a` are as many as the rows of `b`. */
export function checkInner(operation: string, a: Tensor, b: Tensor): void {
  const rows = elementCount(a.shape.slice(0, -1));
  if (a.size(-1) === b.size(0)) return;
  throw new RuntimeError(
    `${operation}: mat1 and mat2 shapes cannot be multiplied (${rows}x${a.size(-1)} and ${b.size(0)}x${b.size(1)})`,
  );
}

/** Products of `count` pairs of contiguous matrices, without history. */
function products(a: Tensor, b: Tensor, batch: readonly number[]): Tensor {
  const [rows, inner, columns] = [a.size(-2), a.size(-1), b.size(-1)];
  const matrixOf = (x: Tensor): ((index: number) => Matrix) => {
    if (batch.length === 0) {
      const { data, offset: start, strides } = stridedElements(x);
      return () => ({ data, start, rowStride: strides[0]!, columnStride: strides[1]! });
    }
    const [height, width] = [x.size(-2), x.size(-1)];
    const data = elements(expand(x.detach(), [...batch, height, width]));
    return (index) => rowMajor(data, index * height * width, width);
  };
  const [left, right] = [matrixOf(a), matrixOf(b)];
  const shape = [...batch, rows, columns];
  const target = allocateResult(a.dtype, shape);
  for (let i = 0; i < elementCount(batch); i++) {
    const result = rowMajor(target, i * rows * columns, columns);
    multiplyMatrices(left(i), right(i), result, { rows, inner, columns });
  }
  return fromElements(target, shape, a.dtype);
}

/** `a·bᵀ`, and `bias`, one number for each column, added to each row; without history. Throws RuntimeError where dtypes differ. */
export function affineProduct(a: Tensor, b: Tensor, bias: Tensor): Tensor {
  checkDTypes(a, b);
  const [rows, columns] = [a.size(0), b.size(0)];
  const shape = [rows, columns];
  const target = allocateResult(a.dtype, shape);
  const matrixOf = (x: Tensor): Matrix => {
    const { data, offset: start, strides } = stridedElements(x);
    return { data, start, rowStride: strides[0]!, columnStride: strides[1]! };
  };
  const size = { rows, inner: a.size(1), columns };
  multiplyMatrices(matrixOf(a), transposedMatrix(matrixOf(b)), rowMajor(target, 0, columns), size);
  addToRows(target, elements(bias));
  return fromElements(target, shape, a.dtype);
}

/** The product of two matrices. */
export function mm(a: Tensor, b: Tensor): Tensor {
  checkRank(a, 2, 'self must be a matrix');
  checkRank(b, 2, 'mat2 must be a matrix');
  checkDTypes(a, b);
  checkInner('mm', a, b);
  return record(
    'MmBackward0',
    products(a, b, []),
    [a, b],
    (gradient) => [a.requiresGrad ? mm(gradient, t(b)) : undefined, b.requiresGrad ? mm(t(a), gradient) : undefined],
    [...(a.requiresGrad ? [b] : []), ...(b.requiresGrad ? [a] : [])],
  );
}

/** The products of two batches of matrices, B×N×M and B×M×P. */
export function bmm(a: Tensor, b: Tensor): Tensor {
  checkRank(a, 3, 'batch1 must be a 3D tensor');
  checkRank(b, 3, 'batch2 must be a 3D tensor');
  checkDTypes(a, b);
  const [batch, inner] = [a.size(0), a.size(2)];
  if (b.size(0) !== batch || b.size(1) !== inner) {
    throw new RuntimeError(
      `Expected size for first two dimensions of batch2 tensor to be: [${batch}, ${inner}] but got: [${b.size(0)}, ${b.size(1)}].`,
    );
  }
  return record(
    'BmmBackward0',
    products(a, b, [batch]),
    [a, b],
    (gradient) => [
      a.requiresGrad ? bmm(gradient, transpose(b, 1, 2)) : undefined,
      b.requiresGrad ? bmm(transpose(a, 1, 2), gradient) : undefined,
    ],
    [...(a.requiresGrad ? [b] : []), ...(b.requiresGrad ? [a] : [])],
  );
}

/** The sum of the products of two vectors' elements. */
export function dot(a: Tensor, b: Tensor): Tensor {
  if (a.dim() !== 1 || b.dim() !== 1) {
    throw new RuntimeError(`1D tensors expected, but got ${a.dim()}D and ${b.dim()}D tensors`);
  }
  checkDTypes(a, b);
  if (a.numel() !== b.numel()) {
    throw new RuntimeError(
      `inconsistent tensor size, expected tensor ${formatShape(a.shape)} and src ${formatShape(b.shape)} to have the same number of elements, but got ${a.numel()} and ${b.numel()} elements respectively`,
    );
  }
  return reshape(mm(unsqueeze(a, 0), unsqueeze(b, 1)), []);
}

/**
 * `alpha·a·b + beta·input`, with the product of two matrices
 * (https://docs.pytorch.org/docs/stable/generated/torch.addmm.html).
 */
export function addmm(
  input: Tensor,
  a: Tensor,
  b: Tensor,
  options: { readonly alpha?: number; readonly beta?: number } = {},
): Tensor {
  const { alpha = 1, beta = 1 } = options;
  checkDTypes(a, b);
  checkInner('addmm', a, b);
  const product = products(a, b, []);
  const scaled = (x: Tensor, factor: number): Tensor => (factor === 1 ? x : mul(x, factor));
  const result = add(scaled(product, alpha), scaled(input.detach(), beta));
  return record(
    'AddmmBackward0',
    result,
    [input, a, b],
    (gradient) => [
      input.requiresGrad ? sumToShape(scaled(gradient, beta), input.shape) : undefined,
      a.requiresGrad ? scaled(mm(gradient, t(b)), alpha) : undefined,
      b.requiresGrad ? scaled(mm(t(a), gradient), alpha) : undefined,
    ],
    [...(a.requiresGrad ? [b] : []), ...(b.requiresGrad ? [a] : [])],
  );
}

/**
 * The matrix product: of two vectors their dot product, of a matrix and a vector a vector, with more dimensions a
 * batch of products whose leading dimensions broadcast
 * (https://docs.pytorch.org/docs/stable/generated/torch.matmul.html). Throws RuntimeError where sizes do not fit.
 */
export function matmul(a: Tensor, b: Tensor): Tensor {
  if (a.dim() === 0 || b.dim() === 0) {
    throw new RuntimeError(`both arguments to matmul need to be at least 1D, but they are ${a.dim()}D and ${b.dim()}D`);
  }
  checkDTypes(a, b);
  if (a.dim() === 1 && b.dim() === 1) return dot(a, b);
  if (a.dim() === 1) return squeeze(matmul(unsqueeze(a, 0), b), -2);
  if (b.dim() === 1) return squeeze(matmul(a, unsqueeze(b, 1)), -1);
  if (a.dim() === 2 && b.dim() === 2) return mm(a, b);
  if (b.dim() === 2) return reshape(mm(flatten(a, 0, -2), b), [...a.shape.slice(0, -1), b.size(1)]);
  const batch = broadcastShapes(a.shape.slice(0, -2), b.shape.slice(0, -2));
  const batches = (x: Tensor): Tensor => {
    const matrix = x.shape.slice(-2);
    return reshape(expand(x, [...batch, ...matrix]), [elementCount(batch), ...matrix]);
  };
  return reshape(bmm(batches(a), batches(b)), [...batch, a.size(-2), b.size(-1)]);
}

/** The products of all elements of two vectors, as a matrix. */
export function outer(a: Tensor, b: Tensor): Tensor {
  return mul(unsqueeze(a, 1), unsqueeze(b, 0));
}

/** An operand of {@link einsum}, each of its dimensions named. */
interface Labelled {
  readonly tensor: Tensor;
  readonly labels: readonly string[];
}

/** `...` stands for dimensions that are named `.0`, `.1`, … from the right. */
function parseLabels(term: string, rank: number, operand: number): string[] {
  const [before, after] = term.split('...') as [string, string | undefined];
  if (after === undefined) {
    if (before.length !== rank) {
      throw new RuntimeError(
        `einsum(): the number of subscripts in the equation (${before.length}) does not match the number of dimensions (${rank}) for operand ${operand} and no ellipsis was given`,
      );
    }
    return [...before];
  }
  const hidden = rank - before.length - after.length;
  if (hidden < 0) {
    throw new RuntimeError(
      `einsum(): the number of subscripts in the equation (${before.length + after.length}) is more than the number of dimensions (${rank}) for operand ${operand}`,
    );
  }
  return [...before, ...Array.from({ length: hidden }, (_, i) => `.${hidden - 1 - i}`), ...after];
}

/** A dimension that is named twice is reduced to its diagonal. */
function withoutRepeats({ tensor, labels }: Labelled): Labelled {
  const repeated = labels.find((label, i) => labels.indexOf(label) !== i);
  if (repeated === undefined) return { tensor, labels };
  const [first, second] = [labels.indexOf(repeated), labels.lastIndexOf(repeated)];
  const rest = labels.filter((_, i) => i !== first && i !== second);
  return withoutRepeats({ tensor: tensor.diagonal(0, first, second), labels: [...rest, repeated] });
}

/** The sum over all dimensions that are not among `kept`, in the order of `kept`; missing ones get size 1. */
function project({ tensor, labels }: Labelled, kept: readonly string[]): Tensor {
  const dropped = labels.flatMap((label, dim) => (kept.includes(label) ? [] : [dim]));
  const remaining = labels.filter((label) => kept.includes(label));
  const reduced = dropped.length === 0 ? tensor : sum(tensor, dropped);
  const present = kept.filter((label) => remaining.includes(label));
  const ordered = permute(
    reduced,
    present.map((label) => remaining.indexOf(label)),
  );
  return kept.reduce((x, label, dim) => (present.includes(label) ? x : unsqueeze(x, dim)), ordered);
}

/** Two operands as one, summed over the names that only they have, by a batch of matrix products. */
function contract(a: Labelled, b: Labelled, needed: ReadonlySet<string>): Labelled {
  const shared = a.labels.filter((label) => b.labels.includes(label));
  const batch = shared.filter((label) => needed.has(label));
  const inner = shared.filter((label) => !needed.has(label));
  const rows = a.labels.filter((label) => !b.labels.includes(label) && needed.has(label));
  const columns = b.labels.filter((label) => !a.labels.includes(label) && needed.has(label));
  const sizes = new Map<string, number>();
  for (const { tensor, labels } of [a, b]) {
    labels.forEach((label, dim) => sizes.set(label, Math.max(sizes.get(label) ?? 1, tensor.shape[dim]!)));
  }
  const size = (labels: readonly string[]): number[] => labels.map((label) => sizes.get(label)!);
  const matrices = (operand: Labelled, first: readonly string[], second: readonly string[]): Tensor => {
    const labels = [...batch, ...first, ...second];
    const full = expand(project(operand, labels), size(labels));
    return reshape(full, [elementCount(size(batch)), elementCount(size(first)), elementCount(size(second))]);
  };
  const product = bmm(matrices(a, rows, inner), matrices(b, inner, columns));
  const labels = [...batch, ...rows, ...columns];
  return { tensor: reshape(product, size(labels)), labels };
}

/**
 * Products of elements summed over every name that the result does not have, in Einstein's notation: `'ij,jk->ik'` is a
 * matrix product (https://docs.pytorch.org/docs/stable/generated/torch.einsum.html). Throws RuntimeError where the
 * equation does not fit the operands.
 */
export function einsum(equation: string, ...operands: readonly Tensor[]): Tensor {
  const [left, right] = equation.replaceAll(' ', '').split('->') as [string, string | undefined];
  const terms = left.split(',');
  if (terms.length !== operands.length) {
    throw new RuntimeError(
      `einsum(): ${terms.length > operands.length ? 'fewer' : 'more'} operands were provided than specified in the equation`,
    );
  }
  const labelled = operands.map((tensor, i) =>
    withoutRepeats({ tensor, labels: parseLabels(terms[i]!, tensor.dim(), i) }),
  );
  const all = labelled.flatMap(({ labels }) => labels);
  const hidden = [...new Set(all.filter((label) => label.startsWith('.')))].sort().toReversed();
  const once = [...new Set(all)].filter((label) => /\w/.test(label) && !label.startsWith('.'));
  const written = terms.join('');
  const output =
    right === undefined
      ? [...hidden, ...once.filter((label) => written.split(label).length === 2).sort()]
      : right.split('...').flatMap((part, i) => (i === 0 ? [...part] : [...hidden, ...part]));
  const unknown = output.find((label) => !all.includes(label));
  if (unknown !== undefined) {
    throw new RuntimeError(
      `einsum(): output subscript ${unknown} does not appear in the equation for any input operand`,
    );
  }
  const result = labelled.reduce((a, b, i) => {
    const later = labelled.slice(i + 1).flatMap(({ labels }) => labels);
    return contract(a, b, new Set([...output, ...later]));
  });
  return project(result, output);
}

const methods = { mm, bmm, dot, matmul, outer };

addMethods(methods);

declare module '../tensor.ts' {
  interface Tensor extends MethodsOf<typeof methods> {}
}
