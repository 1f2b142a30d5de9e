import { record } from '../autograd/graph.ts';
import { noGrad } from '../autograd/mode.ts';
import { type DType, isFloating } from '../dtype.ts';
import { RuntimeError } from '../errors.ts';
import { formatShape } from '../shape.ts';
import { Tensor } from '../tensor.ts';
import { constructionObservers } from './construction.ts';
import { Parameter } from './parameter.ts';

/** A module's field as PyTorch spells it: `runningMean` is `running_mean`. */
function snakeCase(name: string): string {
  return name.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`);
}

/** Sees the inputs of a module before it runs; may return others to take their place. */
export type ForwardPreHook = (module: Module, inputs: readonly Tensor[]) => readonly Tensor[] | undefined;
/** Sees the output of a module; may return another to take its place. */
export type ForwardHook = (module: Module, inputs: readonly Tensor[], output: Tensor) => Tensor | undefined;
/** Sees the gradients of a module's input and output; may return another gradient of the input. */
export type BackwardHook = (module: Module, gradInput: Tensor | undefined, gradOutput: Tensor) => Tensor | undefined;

/** What {@link Module.loadStateDict} found to be missing and surplus. */
export interface IncompatibleKeys {
  readonly missingKeys: readonly string[];
  readonly unexpectedKeys: readonly string[];
}

/** A tensor of a module's own. */
interface OwnTensor {
  readonly name: string;
  readonly tensor: Tensor;
  readonly kind: 'parameter' | 'buffer';
}

function joinPath(prefix: string, name: string): string {
  return prefix === '' ? name : `${prefix}.${name}`;
}

function addTo<Hook>(hooks: Set<Hook>, hook: Hook): () => void {
  hooks.add(hook);
  return () => {
    hooks.delete(hook);
  };
}

/**
 * The base of all layers and models
 * (https://docs.pytorch.org/docs/stable/generated/torch.nn.Module.html).
 *
 * Every field that holds a {@link Parameter} or a Module belongs to it; other tensors are part of its state after
 * {@link Module.registerBuffer}.
 */
export abstract class Module {
  /** Whether the module is in training mode, which normalization and dropout depend on. */
  training = true;
  readonly #buffers = new Map<string, { readonly persistent: boolean }>();
  readonly #preHooks = new Set<ForwardPreHook>();
  readonly #hooks = new Set<ForwardHook>();
  readonly #backwardHooks = new Set<BackwardHook>();

  constructor() {
    constructionObservers.tell(this);
  }

  abstract forward(...inputs: Tensor[]): Tensor;

  /** Runs the module with its hooks, as `module(input)` does in Python; `forward` runs it without them. */
  call(...inputs: Tensor[]): Tensor {
    let given: readonly Tensor[] = inputs;
    for (const hook of this.#preHooks) given = hook(this, given) ?? given;
    let output = this.#backwardHooks.size === 0 ? this.forward(...given) : this.#watchedForward(given);
    for (const hook of this.#hooks) output = hook(this, given, output) ?? output;
    return output;
  }

  /** Calls `hook` before every {@link call}. Returns a function that ends this. */
  registerForwardPreHook(hook: ForwardPreHook): () => void {
    return addTo(this.#preHooks, hook);
  }

  /** Calls `hook` after every {@link call}. Returns a function that ends this. */
  registerForwardHook(hook: ForwardHook): () => void {
    return addTo(this.#hooks, hook);
  }

  /** Calls `hook` when the gradients of a {@link call}'s first input are known. Returns a function that ends this. */
  registerFullBackwardHook(hook: BackwardHook): () => void {
    return addTo(this.#backwardHooks, hook);
  }

  /** The arguments that `toString` shows between the parentheses. */
  protected extraRepr(): string {
    return '';
  }

  /**
   * Makes the field `name` part of the module's state that is not learned. It is set to `tensor`, where one is given.
   * Buffers that are not `persistent` (default: true) are no part of {@link stateDict}.
   */
  registerBuffer(name: string, tensor?: Tensor, options: { readonly persistent?: boolean } = {}): void {
    this.#buffers.set(name, { persistent: options.persistent ?? true });
    if (tensor !== undefined) Object.assign(this, { [name]: tensor });
  }

  /** The modules directly below this one, by name. */
  namedChildren(): [string, Module][] {
    return Object.entries(this)
      .filter((entry): entry is [string, Module] => entry[1] instanceof Module)
      .map(([name, child]) => [snakeCase(name), child]);
  }

  children(): Module[] {
    return this.namedChildren().map(([, child]) => child);
  }

  /** This module and all below it, depth first, each once, by their path: `['', this], ['features', …]`. */
  namedModules(prefix = '', seen = new Set<Module>()): [string, Module][] {
    if (seen.has(this)) return [];
    seen.add(this);
    const below = this.namedChildren().flatMap(([name, child]) => child.namedModules(joinPath(prefix, name), seen));
    return [[prefix, this], ...below];
  }

  modules(): Module[] {
    return this.namedModules().map(([, module]) => module);
  }

  /** All parameters by their path, as PyTorch spells it; one that is shared appears once. */
  namedParameters(): [string, Parameter][] {
    const seen = new Set<Tensor>();
    return this.#namedTensors('parameter').filter((entry): entry is [string, Parameter] => {
      if (seen.has(entry[1])) return false;
      seen.add(entry[1]);
      return true;
    });
  }

  parameters(): Parameter[] {
    return this.namedParameters().map(([, parameter]) => parameter);
  }

  /** All buffers by their path. */
  namedBuffers(): [string, Tensor][] {
    return this.#namedTensors('buffer');
  }

  /** Parameters and buffers by their path, as PyTorch spells it; the tensors themselves, not copies. */
  stateDict(): Map<string, Tensor> {
    return new Map(this.#stateEntries(''));
  }

  /** A module that is used twice has its tensors listed under both names. */
  #stateEntries(prefix: string): [string, Tensor][] {
    const own = this.ownTensors()
      .filter(({ name, kind }) => kind === 'parameter' || this.#isPersistent(name))
      .map(({ name, tensor }): [string, Tensor] => [joinPath(prefix, snakeCase(name)), tensor]);
    const below = this.namedChildren().flatMap(([name, child]) => child.#stateEntries(joinPath(prefix, name)));
    return [...own, ...below];
  }

  /** Called before a state is loaded, with this module's path in it: lazy modules take their sizes from it. */
  protected prepareToLoad?(state: ReadonlyMap<string, Tensor>, prefix: string): void;

  /**
   * Copies the tensors of `state` into this module's parameters and buffers. Throws RuntimeError, and changes nothing,
   * where a shape differs or, unless `strict` is false, a name is missing or unexpected. A missing count of batches is
   * left as it is, for older files have none.
   */
  loadStateDict(state: ReadonlyMap<string, Tensor>, options: { readonly strict?: boolean } = {}): IncompatibleKeys {
    for (const [path, module] of this.namedModules()) module.prepareToLoad?.(state, path === '' ? '' : `${path}.`);
    const own = this.stateDict();
    const quoted = (names: string[]): string => names.map((name) => `"${name}"`).join(', ');
    const missing = [...own.keys()].filter((name) => !state.has(name) && !name.endsWith('num_batches_tracked'));
    const unexpected = [...state.keys()].filter((name) => !own.has(name));
    const problems: string[] = [];
    if (options.strict ?? true) {
      if (missing.length > 0) problems.push(`Missing key(s) in state_dict: ${quoted(missing)}. `);
      if (unexpected.length > 0) problems.push(`Unexpected key(s) in state_dict: ${quoted(unexpected)}. `);
    }
    for (const [name, target] of own) {
      const source = state.get(name);
      if (source === undefined || formatShape(source.shape) === formatShape(target.shape)) continue;
      problems.push(
        `size mismatch for ${name}: copying a param with shape torch.Size(${formatShape(source.shape)}) from checkpoint, the shape in current model is torch.Size(${formatShape(target.shape)}).`,
      );
    }
    if (problems.length > 0) {
      throw new RuntimeError(`Error(s) in loading state_dict for ${this.typeName()}:\n\t${problems.join('\n\t')}`);
    }
    noGrad(() => {
      for (const [name, target] of own) {
        const source = state.get(name);
        if (source !== undefined) target.copy_(source);
      }
    });
    return { missingKeys: missing, unexpectedKeys: unexpected };
  }

  /** Sets training mode for this module and all below it. Returns the module. */
  train(mode = true): this {
    for (const module of this.modules()) module.training = mode;
    return this;
  }

  /** Sets evaluation mode for this module and all below it. Returns the module. */
  eval(): this {
    return this.train(false);
  }

  /** Calls `visit` for all modules below this one, innermost first, and then for this one. Returns the module. */
  apply(visit: (module: Module) => void): this {
    for (const child of this.children()) child.apply(visit);
    visit(this);
    return this;
  }

  /** Forgets the gradients of all parameters. */
  zeroGrad(): void {
    for (const parameter of this.parameters()) parameter.grad = undefined;
  }

  /** Has all parameters require a gradient, or not. Returns the module. */
  requiresGrad_(requiresGrad = true): this {
    for (const parameter of this.parameters()) parameter.requiresGrad_(requiresGrad);
    return this;
  }

  /** Converts all floating parameters and buffers to `dtype`, in place. Returns the module. */
  to(dtype: DType): this {
    const converted = (tensor: Tensor): Tensor => noGrad(() => tensor.to(dtype));
    for (const [, tensor] of [...this.namedParameters(), ...this.namedBuffers()]) {
      if (!isFloating(tensor.dtype)) continue;
      tensor.setData(converted(tensor));
      if (tensor.grad !== undefined) tensor.grad = converted(tensor.grad);
    }
    return this;
  }

  /** What PyTorch calls the class of this module. */
  protected typeName(): string {
    return this.constructor.name;
  }

  /** The text that PyTorch prints for this module. */
  toString(): string {
    const lines = this.childLines().map((line) => `\n  ${line.replaceAll('\n', '\n  ')}`);
    const body = lines.length === 0 ? this.extraRepr() : `${this.extraRepr()}${lines.join('')}\n`;
    return `${this.typeName()}(${body})`;
  }

  /** How {@link toString} shows the modules below. */
  protected childLines(): string[] {
    return this.namedChildren().map(([name, child]) => `(${name}): ${child.toString()}`);
  }

  /** The parameters and buffers of this module without those below it, in the order that PyTorch lists them. */
  protected ownTensors(): OwnTensor[] {
    const tensors = Object.entries(this).flatMap(([name, tensor]): OwnTensor[] => {
      if (tensor instanceof Parameter) return [{ name, tensor, kind: 'parameter' }];
      return tensor instanceof Tensor && this.#buffers.has(name) ? [{ name, tensor, kind: 'buffer' }] : [];
    });
    const ofKind = (kind: OwnTensor['kind']): OwnTensor[] => tensors.filter((own) => own.kind === kind);
    return [...ofKind('parameter'), ...ofKind('buffer')];
  }

  #isPersistent(name: string): boolean {
    return this.#buffers.get(name)?.persistent ?? true;
  }

  #namedTensors(kind: OwnTensor['kind']): [string, Tensor][] {
    return this.namedModules().flatMap(([path, module]) =>
      module
        .ownTensors()
        .filter((own) => own.kind === kind)
        .map(({ name, tensor }): [string, Tensor] => [joinPath(path, snakeCase(name)), tensor]),
    );
  }

  /** Runs `forward` between two operations that pass gradients on and tell the backward hooks of them. */
  #watchedForward(inputs: readonly Tensor[]): Tensor {
    let gradOutput: Tensor | undefined;
    const tell = (gradInput: Tensor | undefined): Tensor | undefined => {
      if (gradOutput === undefined) return gradInput;
      let flowing = gradInput;
      for (const hook of this.#backwardHooks) flowing = hook(this, flowing, gradOutput) ?? flowing;
      return flowing;
    };
    const [first, ...rest] = inputs as [Tensor, ...Tensor[]];
    const passesOn = first.requiresGrad;
    const watched = record('BackwardHookFunctionBackward', first.detach(), [first], (gradient) => [tell(gradient)]);
    const output = this.forward(watched, ...rest);
    return record('BackwardHookFunctionBackward', output.detach(), [output], (gradient) => {
      gradOutput = gradient;
      if (!passesOn) tell(undefined);
      return [gradient];
    });
  }
}
