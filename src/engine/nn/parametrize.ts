import { noGrad } from '../autograd/mode.ts';
import { randn } from '../creation.ts';
import { RuntimeError, ValueError } from '../errors.ts';
import { div, mul } from '../operations/arithmetic.ts';
import { dot, matmul } from '../operations/matmul.ts';
import { norm } from '../operations/reduction.ts';
import { movedim, reshape, t } from '../operations/views.ts';
import { normalizeDim } from '../shape.ts';
import { allBut } from '../statisticSets.ts';
import type { Tensor } from '../tensor.ts';
import { ModuleDict } from './containers.ts';
import { ConvTranspose } from './convolution.ts';
import { normalize } from './functional/normalize.ts';
import { normalize as toUnitLength } from './functional/unitNorm.ts';
import { Module } from './module.ts';
import { Parameter } from './parameter.ts';

/** How a module's parameter is computed from others that are learned in its place. */
interface Parametrization {
  /** The tensors that take the parameter's place, from its present value. */
  readonly split: (weight: Tensor) => readonly Tensor[];
  readonly combine: Combine;
}

/** A module that computes a parameter from the learned tensors. */
abstract class Combine extends Module {
  abstract override forward(...originals: Tensor[]): Tensor;
}

/** What stands at `parametrizations.weight`: the learned tensors and the module that combines them. */
class ParametrizationList extends Module {
  original: Parameter | undefined;
  original0: Parameter | undefined;
  original1: Parameter | undefined;
  readonly #combine: Combine;

  constructor(originals: readonly Tensor[], combine: Combine) {
    super();
    const [first, second] = originals.map((tensor) => new Parameter(tensor));
    if (second === undefined) this.original = first;
    else [this.original0, this.original1] = [first, second];
    this.#combine = combine;
  }

  override namedChildren(): [string, Module][] {
    return [['0', this.#combine]];
  }

  override forward(): Tensor {
    const originals = [this.original ?? this.original0, this.original1].filter((tensor) => tensor !== undefined);
    this.#combine.training = this.training;
    return this.#combine.forward(...originals);
  }
}

/** Makes the parameter `name` of `module` the result of a computation, in the way of `torch.nn.utils.parametrize`. */
function registerParametrization<Layer extends Module>(
  module: Layer,
  name: string,
  { split, combine }: Parametrization,
): Layer {
  const weight = (module as unknown as Record<string, unknown>)[name];
  if (!(weight instanceof Parameter)) {
    throw new ValueError(
      `Module '${module.toString()}' does not have a parameter, a buffer, or a parametrized element with name '${name}'`,
    );
  }
  const list = new ParametrizationList(
    noGrad(() => split(weight.detach()).map((tensor) => tensor.clone())),
    combine,
  );
  const existing = (module as unknown as { parametrizations?: ModuleDict }).parametrizations;
  Object.assign(module, { parametrizations: (existing ?? new ModuleDict()).set(name, list) });
  Object.defineProperty(module, name, { get: () => list.forward(), enumerable: false, configurable: true });
  return module;
}

/** The norm of each index of `dim` over all other dimensions, of full rank; of everything where `dim` is null. */
function normExcept(weight: Tensor, dim: number | null): Tensor {
  if (dim === null) return norm(weight);
  const others = weight.shape.flatMap((_, other) => (other === normalizeDim(dim, weight.dim()) ? [] : [other]));
  return norm(weight, 2, others, { keepdim: true });
}

class WeightNormCombine extends Combine {
  readonly #dim: number | null;

  constructor(dim: number | null) {
    super();
    this.#dim = dim;
  }

  override forward(g: Tensor, v: Tensor): Tensor {
    return mul(v, div(g, normExcept(v, this.#dim)));
  }

  protected override typeName(): string {
    return '_WeightNorm';
  }
}

/**
 * Weight normalization (Salimans and Kingma 2016, https://arxiv.org/abs/1602.07868): `weight = g·v / ‖v‖`, with a length g
 * for each index of `dim` (default 0; null: one length) and a direction v, learned as
 * `parametrizations.weight.original0` and `original1`
 * (https://docs.pytorch.org/docs/stable/generated/torch.nn.utils.parametrizations.weight_norm.html). Returns `module`.
 */
export function weightNorm<Layer extends Module>(
  module: Layer,
  name = 'weight',
  options: { readonly dim?: number | null } = {},
): Layer {
  const dim = options.dim === undefined ? 0 : options.dim;
  return registerParametrization(module, name, {
    split: (weight) => [normExcept(weight, dim), weight],
    combine: new WeightNormCombine(dim),
  });
}

export interface SpectralNormOptions {
  /** Steps of the power method for each forward pass in training mode. Default: 1. */
  readonly nPowerIterations?: number;
  /** The smallest length that a vector is divided by. Default: 1e-12. */
  readonly eps?: number;
  /** The dimension of outputs. Default: 0, and 1 for transposed convolutions. */
  readonly dim?: number;
}

const WARM_UP_STEPS = 15;

class SpectralNormCombine extends Combine {
  /** The left and right singular vectors of the largest singular value, as far as they are known. */
  _u: Tensor | undefined;
  _v: Tensor | undefined;
  readonly #options: Required<SpectralNormOptions>;

  constructor(weight: Tensor, options: Required<SpectralNormOptions>) {
    super();
    this.#options = options;
    if (weight.dim() < 2) return;
    const matrix = this.#matrix(weight);
    this._u = this.#unit(randn([matrix.size(0)]));
    this._v = this.#unit(randn([matrix.size(1)]));
    for (const buffer of ['_u', '_v']) this.registerBuffer(buffer);
    this.#iterate(matrix, WARM_UP_STEPS);
  }

  override forward(weight: Tensor): Tensor {
    if (this._u === undefined || this._v === undefined) {
      return toUnitLength(weight, { dim: 0, eps: this.#options.eps });
    }
    const matrix = this.#matrix(weight);
    if (this.training) {
      noGrad(() => {
        this.#iterate(matrix.detach(), this.#options.nPowerIterations);
      });
    }
    const [u, v] = [this._u.clone(), this._v.clone()];
    return div(weight, dot(u, matmul(matrix, v)));
  }

  #matrix(weight: Tensor): Tensor {
    return reshape(movedim(weight, this.#options.dim, 0), [weight.size(this.#options.dim), -1]);
  }

  #unit(vector: Tensor): Tensor {
    return toUnitLength(vector, { dim: 0, eps: this.#options.eps });
  }

  #iterate(matrix: Tensor, steps: number): void {
    for (let step = 0; step < steps; step++) {
      this._u!.copy_(this.#unit(matmul(matrix, this._v!)));
      this._v!.copy_(this.#unit(matmul(t(matrix), this._u!)));
    }
  }

  protected override typeName(): string {
    return '_SpectralNorm';
  }
}

/**
 * Spectral normalization (Miyato et al. 2018, https://arxiv.org/abs/1802.05957): the weight divided by its largest
 * singular value, which the power method follows while training
 * (https://docs.pytorch.org/docs/stable/generated/torch.nn.utils.parametrizations.spectral_norm.html). Returns `module`.
 * Throws ValueError unless there is at least one step.
 */
export function spectralNorm<Layer extends Module>(
  module: Layer,
  name = 'weight',
  options: SpectralNormOptions = {},
): Layer {
  const transposed = module instanceof ConvTranspose;
  const { nPowerIterations = 1, eps = 1e-12, dim = transposed ? 1 : 0 } = options;
  if (nPowerIterations <= 0) {
    throw new ValueError(`Expected n_power_iterations to be positive, but got n_power_iterations=${nPowerIterations}`);
  }
  const weight = (module as unknown as Record<string, unknown>)[name] as Tensor;
  return registerParametrization(module, name, {
    split: (original) => [original],
    combine: new SpectralNormCombine(weight.detach(), { nPowerIterations, eps, dim }),
  });
}

/**
 * Weight standardization (Qiao et al. 2019, https://arxiv.org/abs/1903.10520): (w − mean) / √(variance + eps) over each
 * output filter, dimension 0. Default: eps 1e-6.
 */
export function standardizeWeight(weight: Tensor, options: { readonly eps?: number } = {}): Tensor {
  if (weight.dim() < 2) throw new RuntimeError(`expected a weight of at least 2 dimensions (got ${weight.dim()}D)`);
  const sets = allBut(weight.shape, [0]);
  return normalize(weight, {
    gradientName: 'WeightStandardizationBackward0',
    source: 'weight_standardization',
    sets,
    setName: 'filter',
    dimensions: weight.shape.map((_, dim) => ['O', 'I', 'H', 'W', 'D'][dim] ?? `dim ${dim}`),
    centred: true,
    usesInputStatistics: true,
    eps: options.eps ?? 1e-6,
    affine: { weight: undefined, bias: undefined, sets },
  });
}

class WeightStandardizationCombine extends Combine {
  readonly #eps: number;

  constructor(eps: number) {
    super();
    this.#eps = eps;
  }

  override forward(weight: Tensor): Tensor {
    return standardizeWeight(weight, { eps: this.#eps });
  }

  protected override typeName(): string {
    return 'WeightStandardization';
  }
}

/** Has `module` use its weight standardized: see {@link standardizeWeight}. Returns `module`. */
export function weightStandardization<Layer extends Module>(
  module: Layer,
  name = 'weight',
  options: { readonly eps?: number } = {},
): Layer {
  return registerParametrization(module, name, {
    split: (weight) => [weight],
    combine: new WeightStandardizationCombine(options.eps ?? 1e-6),
  });
}
