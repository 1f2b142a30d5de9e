import { fromElements } from '../elements.ts';
import { RuntimeError } from '../errors.ts';
import { formatShape } from '../shape.ts';
import { currentNative } from '../memory/native.ts';
import { Tensor } from '../tensor.ts';
import { gradientObservers, type TensorGradient } from './observer.ts';
import { checkSaved, type GradientHook, type GradientNode } from './graph.ts';
import { enableGrad, isGradEnabled, noGrad } from './mode.ts';

export interface BackwardOptions {
  /** The gradient to start from, of the tensor's shape. Default: 1, for a tensor of one element. */
  readonly gradient?: Tensor | undefined;
  /** Keep what the backward pass needs, so that it can be run again. Default: as `createGraph`. */
  readonly retainGraph?: boolean;
  /** Record the backward pass itself, for gradients of gradients. Default: false. */
  readonly createGraph?: boolean;
}

export interface GradOptions {
  /** The gradients to start from, one for each output. */
  readonly gradOutputs?: readonly Tensor[];
  readonly retainGraph?: boolean;
  readonly createGraph?: boolean;
  /** Give undefined for inputs that the outputs do not depend on, rather than throwing. Default: false. */
  readonly allowUnused?: boolean;
}

const FREED =
  'Trying to backward through the graph a second time (or directly access saved tensors after they have already been freed). Saved intermediate values of the graph are freed when you call .backward() or autograd.grad(). Specify retain_graph=True if you need to backward through the graph a second time or if you need to access saved tensors after calling backward.';

function seed(output: Tensor, gradient: Tensor | undefined, index: number): [GradientNode, Tensor] {
  const { edge } = output;
  if (edge === undefined) {
    throw new RuntimeError(`element ${index} of tensors does not require grad and does not have a grad_fn`);
  }
  if (gradient === undefined) {
    if (output.numel() !== 1) throw new RuntimeError('grad can be implicitly created only for scalar outputs');
    return [edge, fromElements([1], output.shape, output.dtype)];
  }
  if (formatShape(gradient.shape) !== formatShape(output.shape)) {
    throw new RuntimeError(
      `Mismatch in shape: grad_output[${index}] has a shape of torch.Size(${formatShape(gradient.shape)}) and output[${index}] has a shape of torch.Size(${formatShape(output.shape)}).`,
    );
  }
  return [edge, gradient];
}

/** Every node that gradients reach from `roots`: operations before those that their inputs came from. */
function reverseOrder(roots: readonly GradientNode[]): GradientNode[] {
  const found = new Set(roots);
  for (const node of found) for (const next of node.next) if (next !== undefined) found.add(next);
  return [...found].sort((a, b) => b.sequence - a.sequence);
}

/** The nodes of `order` from which gradients flow to one of `targets`, and those themselves. */
function leadingTo(targets: ReadonlySet<GradientNode>, order: readonly GradientNode[]): Set<GradientNode> {
  const leading = new Set<GradientNode>();
  for (const node of order.toReversed()) {
    if (targets.has(node) || node.next.some((next) => next !== undefined && leading.has(next))) leading.add(node);
  }
  return leading;
}

function applyHooks(node: GradientNode, gradient: Tensor): Tensor {
  if (node.hooks === undefined) return gradient;
  let flowing = gradient;
  for (const hook of node.hooks) flowing = hook(flowing) ?? flowing;
  return flowing;
}

function flowThrough(node: GradientNode, gradient: Tensor, keep: boolean): readonly (Tensor | undefined)[] {
  if (node.backward === undefined) throw new RuntimeError(FREED);
  checkSaved(node);
  const contributions = node.backward(gradient);
  node.watcher?.(gradient, contributions);
  if (!keep && node.saved.length > 0) {
    node.backward = undefined;
    node.saved = [];
  }
  return contributions;
}

/**
 * Sends gradients from `seeds` through the graph; `arrived` is called with the whole gradient of each node. With
 * `targets`, only the operations between them and the seeds run.
 */
function propagate(
  seeds: readonly (readonly [GradientNode, Tensor])[],
  keep: boolean,
  arrived: (node: GradientNode, gradient: Tensor, isNew: boolean) => void,
  targets?: ReadonlySet<GradientNode>,
): void {
  const gradients = new Map<GradientNode, Tensor>();
  const made = new WeakSet<Tensor>();
  const add = (node: GradientNode, gradient: Tensor): void => {
    const sum = gradients.get(node);
    const total = sum === undefined ? gradient : sum.add(gradient);
    if (sum !== undefined) made.add(total);
    gradients.set(node, total);
  };
  for (const [node, gradient] of seeds) add(node, gradient);
  const order = reverseOrder(seeds.map(([root]) => root));
  const needed = targets && leadingTo(targets, order);
  const isNeeded = (node: GradientNode | undefined): node is GradientNode =>
    node !== undefined && (needed?.has(node) ?? true);
  for (const node of order) {
    const sum = gradients.get(node);
    gradients.delete(node);
    if (sum === undefined || !isNeeded(node)) continue;
    const gradient = applyHooks(node, sum);
    arrived(node, gradient, made.has(gradient) && node.hooks === undefined);
    if (node.leaf !== undefined || !node.next.some(isNeeded)) continue;
    const isOurs = node.makesNew && made.has(gradient) && node.hooks === undefined;
    flowThrough(node, gradient, keep).forEach((contribution, index) => {
      const next = node.next[index];
      if (contribution === undefined || !isNeeded(next)) return;
      if (node.makesNew) made.add(contribution);
      else made.delete(contribution);
      add(next, contribution);
    });
    // Nothing refers to it any more: the next gradients find its memory in the cache.
    if (isOurs && targets === undefined && !isGradEnabled()) currentNative()?.heap.release(gradient.storage.data);
  }
}

function accumulate(leaf: Tensor, gradient: Tensor, createGraph: boolean, isNew = false): void {
  if (leaf.grad === undefined) leaf.grad = isNew && !createGraph ? gradient : gradient.clone();
  else if (createGraph) leaf.grad = leaf.grad.add(gradient);
  else leaf.grad.add_(gradient);
}

function inMode<T>(createGraph: boolean, body: () => T): T {
  return createGraph ? enableGrad(body) : noGrad(body);
}

/**
 * Adds the gradient of `output` to `grad` of every leaf that it was computed from and that requires one
 * (https://docs.pytorch.org/docs/stable/generated/torch.Tensor.backward.html). Throws RuntimeError where `output` does
 * not require a gradient, has several elements and no `gradient` is given, its graph was freed, or values that are
 * needed were changed in place.
 */
export function backward(output: Tensor, options: BackwardOptions = {}): void {
  const createGraph = options.createGraph ?? false;
  inMode(createGraph, () => {
    const reached: Tensor[] = [];
    propagate([seed(output, options.gradient, 0)], options.retainGraph ?? createGraph, (node, gradient, isNew) => {
      if (node.leaf === undefined) return;
      accumulate(node.leaf, gradient, createGraph, isNew);
      if (!gradientObservers.isEmpty) reached.push(node.leaf);
      node.accumulated?.forEach((hook) => {
        hook();
      });
    });
    if (reached.length === 0) return;
    const gradients = reached.flatMap((leaf): TensorGradient[] => (leaf.grad === undefined ? [] : [[leaf, leaf.grad]]));
    gradientObservers.tell(output, gradients);
  });
}

/**
 * The gradients of the sum of `outputs` with respect to each of `inputs`, without touching any `grad`
 * (https://docs.pytorch.org/docs/stable/generated/torch.autograd.grad.html). Throws RuntimeError as {@link backward}
 * does, and for an input that does not require a gradient or, unless `allowUnused`, is not used.
 */
export function grad(
  outputs: Tensor | readonly Tensor[],
  inputs: readonly Tensor[],
  options: GradOptions = {},
): (Tensor | undefined)[] {
  const createGraph = options.createGraph ?? false;
  const roots = outputs instanceof Tensor ? [outputs] : outputs;
  const edges = inputs.map((input) => {
    if (input.edge === undefined) throw new RuntimeError('One of the differentiated Tensors does not require grad');
    return input.edge;
  });
  const wanted = new Map<GradientNode, Tensor>();
  inMode(createGraph, () => {
    const seeds = roots.map((output, index) => seed(output, options.gradOutputs?.[index], index));
    const targets = new Set(edges);
    const arrived = (node: GradientNode, gradient: Tensor): void => {
      if (targets.has(node)) wanted.set(node, gradient);
    };
    propagate(seeds, options.retainGraph ?? createGraph, arrived, targets);
    if (gradientObservers.isEmpty) return;
    const gradients = inputs.flatMap((input, index): TensorGradient[] => {
      const gradient = wanted.get(edges[index]!);
      return gradient === undefined ? [] : [[input, gradient]];
    });
    gradientObservers.tell(roots[0]!, gradients);
  });
  return edges.map((edge) => {
    const gradient = wanted.get(edge);
    if (gradient === undefined && options.allowUnused !== true) {
      throw new RuntimeError(
        'One of the differentiated Tensors appears to not have been used in the graph. Set allow_unused=True if this is the desired behavior.',
      );
    }
    return gradient;
  });
}

declare module '../tensor.ts' {
  interface Tensor {
    /**
     * Accumulates the gradient of this tensor into `grad` of the leaves it was computed from: see {@link backward}. A
     * tensor in place of the options is the gradient to start from.
     */
    backward(options?: Tensor | BackwardOptions): void;
    /** The same values without the history that autograd recorded. Shares memory. */
    detach(): Tensor;
    /** Calls `hook` with every gradient of this tensor; what it returns takes the gradient's place. Returns the undoing. */
    registerHook(hook: GradientHook): () => void;
    /**
     * Calls `hook` whenever a backward pass has added to `grad` of this leaf. Returns the undoing. Throws RuntimeError for
     * a tensor that is no leaf or requires no gradient
     * (https://docs.pytorch.org/docs/stable/generated/torch.Tensor.register_post_accumulate_grad_hook.html).
     */
    registerPostAccumulateGradHook(hook: (tensor: Tensor) => void): () => void;
    /** Keeps the gradient of this computed tensor in `grad`, as a leaf's is. Returns the tensor. */
    retainGrad(): this;
  }
}

Tensor.prototype.backward = function (options = {}) {
  backward(this, options instanceof Tensor ? { gradient: options } : options);
};

Tensor.prototype.detach = function () {
  return new Tensor(this.storage, this.shape, this.strides, this.offset);
};

Tensor.prototype.registerHook = function (hook) {
  const { edge } = this;
  if (edge === undefined) {
    throw new RuntimeError("cannot register a hook on a tensor that doesn't require gradient");
  }
  const hooks = (edge.hooks ??= new Set());
  hooks.add(hook);
  return () => {
    hooks.delete(hook);
  };
};

Tensor.prototype.registerPostAccumulateGradHook = function (hook) {
  const { edge } = this;
  if (edge === undefined) throw new RuntimeError("cannot register a hook on a tensor that doesn't require gradient");
  if (!this.isLeaf) throw new RuntimeError('post accumulate grad hooks cannot be registered on non-leaf tensors');
  const accumulated = (edge.accumulated ??= new Set());
  const call = (): void => {
    hook(this);
  };
  accumulated.add(call);
  return () => {
    accumulated.delete(call);
  };
};

/** The computed tensors that keep their gradient. */
const retaining = new WeakSet<Tensor>();

Tensor.prototype.retainGrad = function () {
  if (!this.isLeaf && !retaining.has(this)) {
    retaining.add(this);
    this.registerHook((gradient) => {
      accumulate(this, gradient, isGradEnabled());
      return undefined;
    });
  }
  return this;
};
