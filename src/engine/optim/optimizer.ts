import { noGrad } from '../autograd/mode.ts';
import { elements, fromElements, writeElements } from '../elements.ts';
import { ValueError } from '../errors.ts';
import { formatPythonFloat } from '../numberFormat.ts';
import { Tensor } from '../tensor.ts';

/** What all optimizers have. */
export interface OptimizerOptions {
  /** The learning rate. */
  readonly lr?: number;
  /** The L2 penalty. Default: 0. */
  readonly weightDecay?: number;
  /** Climb instead of descending. Default: false. */
  readonly maximize?: boolean;
}

/** Parameters with options of their own. */
export type ParameterGroup<Options> = Partial<Options> & { readonly params: readonly Tensor[] };

/** A group whose options are complete; schedules change its learning rate. */
export type CompleteGroup<Options> = Required<Options> & { readonly params: readonly Tensor[]; lr: number };

/** Numbers that an optimizer keeps for a parameter, by name: float64, in row-major order. */
export type ParameterState = Map<string, Float64Array>;

/** Throws ValueError, in PyTorch's words, unless `value` is at least 0. */
export function requireNonNegative(title: string, value: number): void {
  if (!(value >= 0)) throw new ValueError(`Invalid ${title}: ${formatPythonFloat(value)}`);
}

/** Throws ValueError unless both are in [0, 1). */
export function requireBetas(betas: readonly [number, number]): void {
  betas.forEach((beta, index) => {
    if (!(beta >= 0 && beta < 1)) {
      throw new ValueError(`Invalid beta parameter at index ${index}: ${formatPythonFloat(beta)}`);
    }
  });
}

/**
 * The base of all optimizers (https://docs.pytorch.org/docs/stable/optim.html). Updates are computed in float64 and the
 * parameters rounded to their dtype.
 */
export abstract class Optimizer<Options extends OptimizerOptions> {
  readonly paramGroups: CompleteGroup<Options>[];
  readonly #states = new Map<Tensor, ParameterState>();
  readonly #steps = new Map<Tensor, number>();
  readonly #defaults: Required<Options>;

  /** `params`: the parameters, or groups of them with options of their own. Throws ValueError where there are none. */
  constructor(params: Iterable<Tensor> | Iterable<ParameterGroup<Options>>, defaults: Required<Options>) {
    this.#defaults = defaults;
    const list = [...params] as (Tensor | ParameterGroup<Options>)[];
    if (list.length === 0) throw new ValueError('optimizer got an empty parameter list');
    const groups = list[0] instanceof Tensor ? [{ params: list as Tensor[] }] : (list as ParameterGroup<Options>[]);
    this.paramGroups = [];
    for (const group of groups) this.addParamGroup(group as ParameterGroup<Options>);
  }

  /** The new values of a parameter, given its present ones and its gradient. `step` counts from 1. */
  protected abstract update(
    values: Float64Array,
    gradient: Float64Array,
    state: ParameterState,
    group: CompleteGroup<Options>,
    step: number,
  ): void;

  /** Updates every parameter that has a gradient. With `closure`, which computes the loss anew, returns its loss. */
  step(closure?: () => Tensor): Tensor | undefined {
    const loss = closure?.();
    noGrad(() => {
      for (const group of this.paramGroups) {
        for (const parameter of group.params) this.#updateParameter(parameter, group);
      }
    });
    return loss;
  }

  /** Forgets the gradients of all parameters. */
  zeroGrad(): void {
    for (const group of this.paramGroups) for (const parameter of group.params) parameter.grad = undefined;
  }

  /** Adds parameters with options of their own. Throws ValueError for one that is optimized already or was computed. */
  addParamGroup(group: ParameterGroup<Options>): void {
    const known = this.#parameters();
    group.params.forEach((parameter, index) => {
      if (!(parameter instanceof Tensor)) {
        throw new TypeError(`optimizer can only optimize Tensors, but one of the params is ${typeof parameter}`);
      }
      if (!parameter.isLeaf) throw new ValueError("can't optimize a non-leaf Tensor");
      if (known.includes(parameter) || group.params.indexOf(parameter) !== index) {
        throw new ValueError('some parameters appear in more than one parameter group');
      }
    });
    const given = Object.fromEntries(Object.entries(group).filter(([, value]) => value !== undefined));
    this.paramGroups.push({ ...this.#defaults, ...given } as CompleteGroup<Options>);
  }

  #parameters(): Tensor[] {
    return this.paramGroups.flatMap((group) => group.params);
  }

  #updateParameter(parameter: Tensor, group: CompleteGroup<Options>): void {
    const { grad } = parameter;
    if (grad === undefined) return;
    const state: ParameterState = this.#states.get(parameter) ?? new Map<string, Float64Array>();
    this.#states.set(parameter, state);
    const step = (this.#steps.get(parameter) ?? 0) + 1;
    this.#steps.set(parameter, step);
    const values = new Float64Array(elements(parameter));
    const gradient = new Float64Array(elements(group.maximize === true ? grad.neg() : grad));
    this.update(values, gradient, state, group, step);
    writeElements(parameter, values);
  }

  /** What is kept for each parameter, as tensors; parameters are numbered in order. */
  stateDict(): Map<string, Tensor> {
    const entries: [string, Tensor][] = [];
    this.#parameters().forEach((parameter, index) => {
      const step = this.#steps.get(parameter);
      if (step !== undefined) entries.push([`${index}.step`, fromElements([step], [], 'float32')]);
      for (const [name, values] of this.#states.get(parameter) ?? []) {
        entries.push([`${index}.${name}`, fromElements(values.slice(), parameter.shape, 'float64')]);
      }
    });
    return new Map(entries);
  }

  /** Takes over what {@link stateDict} gave. Throws ValueError, and changes nothing, where it does not fit the parameters. */
  loadStateDict(state: ReadonlyMap<string, Tensor>): void {
    const all = this.#parameters();
    const entries = [...state].map(([key, tensor]) => {
      const [index, name] = key.split('.') as [string, string];
      const parameter = all[Number(index)];
      if (parameter === undefined || (name !== 'step' && tensor.numel() !== parameter.numel())) {
        throw new ValueError(
          "loaded state dict contains a parameter group that doesn't match the size of optimizer's group",
        );
      }
      return { parameter, name, tensor };
    });
    for (const { parameter, name, tensor } of entries) {
      if (name === 'step') this.#steps.set(parameter, tensor.item());
      else {
        const own = this.#states.get(parameter) ?? new Map<string, Float64Array>();
        own.set(name, Float64Array.from(elements(tensor)));
        this.#states.set(parameter, own);
      }
    }
  }
}

/** What `state` keeps under `name`, at first `initial` everywhere. */
export function kept(state: ParameterState, name: string, length: number, initial = 0): Float64Array {
  let values = state.get(name);
  if (values === undefined) state.set(name, (values = new Float64Array(length).fill(initial)));
  return values;
}
