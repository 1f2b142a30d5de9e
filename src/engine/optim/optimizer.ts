import { noGrad } from '../autograd/mode.ts';
import { allocateResult, isHalf, type NumericArray } from '../dtype.ts';
import { elements, fromElements, writeElements } from '../elements.ts';
import { ValueError } from '../errors.ts';
import { formatPythonFloat } from '../numberFormat.ts';
import { Tensor } from '../tensor.ts';
import { stepObservers } from './observer.ts';

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

/** Numbers that an optimizer keeps for a parameter, by name: in row-major order, of the type that it is computed in. */
export type ParameterState = Map<string, NumericArray>;

/** One parameter at one step. */
export interface ParameterUpdate<Options> {
  /** Its values, to be changed in place. */
  readonly values: NumericArray;
  readonly gradient: NumericArray;
  readonly state: ParameterState;
  readonly group: CompleteGroup<Options>;
  /** Counted from 1. */
  readonly step: number;
}

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
 * The base of all optimizers (https://docs.pytorch.org/docs/stable/optim.html). Parameters and what is kept for them are
 * rounded to the parameter's dtype after each step (to float32 for one of 16 bits).
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

  /** Moves one parameter. */
  protected abstract update(update: ParameterUpdate<Options>): void;

  /** Updates every parameter that has a gradient. With `closure`, which computes the loss anew, returns its loss. */
  step(closure?: () => Tensor): Tensor | undefined {
    const loss = closure?.();
    noGrad(() => {
      for (const group of this.paramGroups) {
        for (const parameter of group.params) this.#updateParameter(parameter, group);
      }
    });
    stepObservers.tell(this.paramGroups);
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
    const state: ParameterState = this.#states.get(parameter) ?? new Map<string, NumericArray>();
    this.#states.set(parameter, state);
    const step = (this.#steps.get(parameter) ?? 0) + 1;
    this.#steps.set(parameter, step);
    const gradient = elements(group.maximize === true ? grad.neg() : grad);
    if (isHalf(parameter.dtype) || !parameter.isContiguous()) {
      const values = elements(parameter).slice();
      this.update({ values, gradient, state, group, step });
      writeElements(parameter, values);
    } else {
      parameter.storage.willWrite();
      this.update({ values: elements(parameter), gradient, state, group, step });
    }
  }

  /** What is kept for each parameter, as tensors; parameters are numbered in order. */
  stateDict(): Map<string, Tensor> {
    const entries: [string, Tensor][] = [];
    this.#parameters().forEach((parameter, index) => {
      const step = this.#steps.get(parameter);
      if (step !== undefined) entries.push([`${index}.step`, fromElements([step], [], 'float32')]);
      for (const [name, values] of this.#states.get(parameter) ?? []) {
        entries.push([
          `${index}.${name}`,
          fromElements(values.slice(), parameter.shape, values instanceof Float32Array ? 'float32' : 'float64'),
        ]);
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
        const own: ParameterState = this.#states.get(parameter) ?? new Map<string, NumericArray>();
        kept(own, name, elements(parameter)).set(elements(tensor));
        this.#states.set(parameter, own);
      }
    }
  }
}

/** What `state` keeps under `name` for each of `values`, in their type; at first `initial` everywhere. */
export function kept(state: ParameterState, name: string, values: NumericArray, initial = 0): NumericArray {
  const existing = state.get(name);
  if (existing !== undefined) return existing;
  const dtype = values instanceof Float32Array ? 'float32' : 'float64';
  const created = allocateResult(dtype, values.length).fill(initial);
  state.set(name, created);
  return created;
}
