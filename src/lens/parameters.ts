import {
  type Affine,
  elements,
  fromElements,
  mapFloat64,
  type NumericArray,
  type StatisticSets,
  type Tensor,
} from '../engine/index.ts';

/** Longer parameters are copied only when someone writes to them. */
const COPIED_AT_ONCE = 4096;

/** What a tensor held at a moment: copied then if it is short, else just before it changes. */
class Kept {
  readonly #tensor: Tensor;
  #values: NumericArray | undefined;
  #copy: (() => void) | undefined;

  constructor(tensor: Tensor) {
    if (tensor.numel() <= COPIED_AT_ONCE) {
      this.#tensor = tensor;
      this.#values = mapFloat64(elements(tensor), (value) => value);
      return;
    }
    // Whoever assigns other memory to the tensor leaves this one as it is.
    this.#tensor = tensor.detach();
    this.#copy = () => {
      this.#values = this.#tensor.values();
    };
    tensor.storage.onNextWrite(this.#copy);
  }

  get values(): NumericArray {
    return this.#values ?? elements(this.#tensor);
  }

  dispose(): void {
    if (this.#copy !== undefined) this.#tensor.storage.ignoreNextWrite(this.#copy);
  }
}

/** γ and β as they were when a layer ran. */
export class Parameters {
  readonly sets: StatisticSets;
  readonly #affine: Affine;
  readonly #weight: Kept | undefined;
  readonly #bias: Kept | undefined;
  #users = 1;

  constructor(affine: Affine) {
    this.#affine = affine;
    this.sets = affine.sets;
    this.#weight = affine.weight && new Kept(affine.weight);
    this.#bias = affine.bias && new Kept(affine.bias);
  }

  get weight(): NumericArray | undefined {
    return this.#weight?.values;
  }

  get bias(): NumericArray | undefined {
    return this.#bias?.values;
  }

  /** Which of γ and β there are. */
  get names(): ('weight' | 'bias')[] {
    return (['weight', 'bias'] as const).filter((name) => this.#affine[name] !== undefined);
  }

  /** γ and β as tensors. */
  tensors(): Pick<Affine, 'weight' | 'bias'> {
    const like = (tensor: Tensor | undefined, values: NumericArray | undefined): Tensor | undefined =>
      tensor && values && fromElements(values.slice(), tensor.shape, tensor.dtype);
    return { weight: like(this.#affine.weight, this.weight), bias: like(this.#affine.bias, this.bias) };
  }

  /** Whether γ = 1 and β = 0 everywhere, or there are none. */
  get areIdentity(): boolean {
    const isAll = (values: NumericArray | undefined, wanted: number): boolean =>
      values?.every((value) => value === wanted) ?? true;
    return isAll(this.weight, 1) && isAll(this.bias, 0);
  }

  /** How they are given to sets of `statistics`. */
  kind(statistics: StatisticSets): 'none' | 'perSet' | 'perElement' {
    if (this.#affine.weight === undefined && this.#affine.bias === undefined) return 'none';
    return this.indexOf(statistics) === undefined ? 'perElement' : 'perSet';
  }

  /** Which γ and β all elements of a set of `statistics` have; undefined where they have different ones. */
  indexOf(statistics: StatisticSets): ((set: number) => number) | undefined {
    return this.sets === statistics ? (set) => set : outerIndex(statistics, this.sets);
  }

  /** For one more user, who disposes of them too. */
  shared(): this {
    this.#users++;
    return this;
  }

  /** Lets go of the tensors when the last user does. */
  dispose(): void {
    if (--this.#users > 0) return;
    this.#weight?.dispose();
    this.#bias?.dispose();
  }
}

/**
 * Which set of `outer` the elements of a set of `inner` belong to; undefined where they belong to several. Both divide the
 * same tensor, which each may see in a shape of its own.
 */
function outerIndex(inner: StatisticSets, outer: StatisticSets): ((set: number) => number) | undefined {
  const shape = commonShape(inner.shape, outer.shape);
  if (shape === undefined) return undefined;
  const [isReduced, isShared] = [fates(shape, inner), fates(shape, outer)];
  if (shape.some((size, dim) => size > 1 && isReduced[dim]! && !isShared[dim]!)) return undefined;
  const kept = shape.flatMap((size, dim) => (isReduced[dim]! ? [] : [{ size, isShared: isShared[dim]! }])).reverse();
  return (set) => {
    let [index, scale, rest] = [0, 1, set];
    for (const { size, isShared: isLost } of kept) {
      if (!isLost) {
        index += (rest % size) * scale;
        scale *= size;
      }
      rest = Math.floor(rest / size);
    }
    return index;
  };
}

/** The coarsest shape that both shapes are made of by merging neighbouring dimensions; undefined where there is none. */
function commonShape(a: readonly number[], b: readonly number[]): number[] | undefined {
  const shape: number[] = [];
  const [left, right] = [[...a], [...b]];
  while (left.length > 0 && right.length > 0) {
    const [x, y] = [left[0]!, right[0]!];
    const size = Math.min(x, y);
    if (size === 0 || x % size > 0 || y % size > 0) return undefined;
    shape.push(size);
    if (x === size) left.shift();
    else left[0] = x / size;
    if (y === size) right.shift();
    else right[0] = y / size;
  }
  return [...left, ...right].every((size) => size === 1) ? shape : undefined;
}

/** Whether each dimension of `shape`, into which that of `sets` is split, is reduced there. */
function fates(shape: readonly number[], { shape: whole, reduced }: StatisticSets): boolean[] {
  let [dim, left] = [0, whole[0] ?? 1];
  return shape.map((size) => {
    while (left === 1 && size > 1) left = whole[++dim]!;
    left /= size;
    return reduced.includes(dim);
  });
}
