import { RuntimeError } from '../errors.ts';
import { formatShape } from '../shape.ts';
import { forEachOffset } from '../kernels/strided.ts';
import { Tensor } from '../tensor.ts';
import { Parameter } from './parameter.ts';

/** A module's field as PyTorch spells it: `runningMean` is `running_mean`. */
function snakeCase(name: string): string {
  return name.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`);
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
  readonly #buffers = new Set<string>();

  abstract forward(input: Tensor): Tensor;

  /** The arguments that `toString` shows between the parentheses. */
  protected extraRepr(): string {
    return '';
  }

  /** Makes the field `name`, which holds a tensor, part of the module's state that is not learned. */
  protected registerBuffer(name: string): void {
    this.#buffers.add(name);
  }

  /** The modules in this module's fields, by name. */
  namedChildren(): [string, Module][] {
    return Object.entries(this).filter((entry): entry is [string, Module] => entry[1] instanceof Module);
  }

  /** This module and all below it, depth first, by their path: `['', this], ['features', …], ['features.bn', …]`. */
  namedModules(prefix = ''): [string, Module][] {
    const below = this.namedChildren().flatMap(([name, child]) =>
      child.namedModules(prefix === '' ? name : `${prefix}.${name}`),
    );
    return [[prefix, this], ...below];
  }

  /** All parameters by their path, as PyTorch spells it. */
  namedParameters(): [string, Parameter][] {
    return this.#namedTensors((_, value) => value instanceof Parameter);
  }

  parameters(): Parameter[] {
    return this.namedParameters().map(([, parameter]) => parameter);
  }

  /** Parameters and buffers by their path, as PyTorch spells it; the tensors themselves, not copies. */
  stateDict(): Map<string, Tensor> {
    return new Map(
      this.#namedTensors((module, value, name) => value instanceof Parameter || module.#buffers.has(name)),
    );
  }

  /**
   * Copies the tensors of `state` into this module's parameters and buffers. Throws RuntimeError, and changes
   * nothing, where a name is missing or unexpected or a shape differs.
   */
  loadStateDict(state: ReadonlyMap<string, Tensor>): void {
    const own = this.stateDict();
    const quoted = (names: string[]): string => names.map((name) => `"${name}"`).join(', ');
    const missing = [...own.keys()].filter((name) => !state.has(name));
    const unexpected = [...state.keys()].filter((name) => !own.has(name));
    const problems: string[] = [];
    if (unexpected.length > 0) problems.push(`Unexpected key(s) in state_dict: ${quoted(unexpected)}. `);
    if (missing.length > 0) problems.push(`Missing key(s) in state_dict: ${quoted(missing)}. `);
    for (const [name, target] of own) {
      const source = state.get(name);
      if (source === undefined || formatShape(source.shape) === formatShape(target.shape)) continue;
      problems.push(
        `size mismatch for ${name}: copying a param with shape torch.Size(${formatShape(source.shape)}) from checkpoint, the shape in current model is torch.Size(${formatShape(target.shape)}).`,
      );
    }
    if (problems.length > 0) {
      throw new RuntimeError(
        `Error(s) in loading state_dict for ${this.constructor.name}:\n\t${problems.join('\n\t')}`,
      );
    }
    for (const [name, target] of own) copyInto(target, state.get(name)!);
  }

  /** Sets training mode for this module and all below it. Returns the module. */
  train(mode = true): this {
    for (const [, module] of this.namedModules()) module.training = mode;
    return this;
  }

  /** Sets evaluation mode for this module and all below it. Returns the module. */
  eval(): this {
    return this.train(false);
  }

  /** Forgets the gradients of all parameters. */
  zeroGrad(): void {
    for (const parameter of this.parameters()) parameter.grad = undefined;
  }

  /** The text that PyTorch prints for this module. */
  toString(): string {
    const children = this.namedChildren().map(
      ([name, child]) => `\n  (${snakeCase(name)}): ${child.toString().replaceAll('\n', '\n  ')}`,
    );
    const body = children.length === 0 ? this.extraRepr() : `${this.extraRepr()}${children.join('')}\n`;
    return `${this.constructor.name}(${body})`;
  }

  #namedTensors(belongs: (module: Module, value: Tensor, name: string) => boolean): [string, Tensor][] {
    return this.namedModules().flatMap(([path, module]) =>
      Object.entries(module)
        .filter((entry): entry is [string, Tensor] => entry[1] instanceof Tensor && belongs(module, entry[1], entry[0]))
        .map(([name, value]): [string, Tensor] => {
          const key = snakeCase(name);
          return [path === '' ? key : `${path}.${key}`, value];
        }),
    );
  }
}

function copyInto(target: Tensor, source: Tensor): void {
  const values = source.values();
  target.storage.willWrite();
  forEachOffset(target.shape, target.strides, target.offset, (offset, index) => {
    target.storage.data[offset] = values[index]!;
  });
}
