import type { Tensor } from '../tensor.ts';
import { Module } from './module.ts';

/** The modules one after the other (https://docs.pytorch.org/docs/stable/generated/torch.nn.Sequential.html). */
export class Sequential extends Module {
  readonly #modules: [string, Module][];

  /** The modules, named `0`, `1`, …, or one object or Map that names them. */
  constructor(...modules: readonly Module[] | [Readonly<Record<string, Module>> | ReadonlyMap<string, Module>]) {
    super();
    this.#modules = named(modules);
  }

  override forward(...inputs: Tensor[]): Tensor {
    const [first, ...rest] = this.#modules;
    if (first === undefined) return inputs[0]!;
    return rest.reduce((flowing, [, module]) => module.call(flowing), first[1].call(...inputs));
  }

  override namedChildren(): [string, Module][] {
    return [...this.#modules];
  }

  /** How many modules there are. */
  get length(): number {
    return this.#modules.length;
  }

  /** The module at `index`, from the end for negative ones; undefined where there is none. */
  at(index: number): Module | undefined {
    return this.#modules.at(index)?.[1];
  }

  /** Adds a module at the end. Returns this. */
  append(module: Module): this {
    this.#modules.push([String(this.#modules.length), module]);
    return this;
  }

  [Symbol.iterator](): Iterator<Module> {
    return this.children()[Symbol.iterator]();
  }
}

function named(
  modules: readonly Module[] | [Readonly<Record<string, Module>> | ReadonlyMap<string, Module>],
): [string, Module][] {
  const [first] = modules;
  if (first instanceof Map) return [...(first as ReadonlyMap<string, Module>)];
  if (first !== undefined && !(first instanceof Module)) return Object.entries(first as Record<string, Module>);
  return (modules as readonly Module[]).map((module, index) => [String(index), module]);
}

/** A list of modules, without an order to run them in. */
export class ModuleList extends Module {
  readonly #modules: Module[];

  constructor(modules: Iterable<Module> = []) {
    super();
    this.#modules = [...modules];
  }

  /** Throws: a list does not run. */
  override forward(): Tensor {
    throw new TypeError('Module [ModuleList] is missing the required "forward" function');
  }

  override namedChildren(): [string, Module][] {
    return this.#modules.map((module, index) => [String(index), module]);
  }

  get length(): number {
    return this.#modules.length;
  }

  at(index: number): Module | undefined {
    return this.#modules.at(index);
  }

  append(module: Module): this {
    this.#modules.push(module);
    return this;
  }

  [Symbol.iterator](): Iterator<Module> {
    return this.#modules[Symbol.iterator]();
  }

  /** Neighbours of equal text share a line: `(0-1): 2 x LayerNorm(…)`. */
  protected override childLines(): string[] {
    const runs: { first: number; count: number; text: string }[] = [];
    this.#modules.forEach((module, index) => {
      const text = module.toString();
      const last = runs.at(-1);
      if (last?.text === text) last.count++;
      else runs.push({ first: index, count: 1, text });
    });
    return runs.map(({ first, count, text }) =>
      count === 1 ? `(${first}): ${text}` : `(${first}-${first + count - 1}): ${count} x ${text}`,
    );
  }
}

/** Modules by name, without an order to run them in. */
export class ModuleDict extends Module {
  readonly #modules: Map<string, Module>;

  constructor(modules: Readonly<Record<string, Module>> = {}) {
    super();
    this.#modules = new Map(Object.entries(modules));
  }

  /** Throws: a dictionary does not run. */
  override forward(): Tensor {
    throw new TypeError('Module [ModuleDict] is missing the required "forward" function');
  }

  override namedChildren(): [string, Module][] {
    return [...this.#modules];
  }

  get(name: string): Module | undefined {
    return this.#modules.get(name);
  }

  set(name: string, module: Module): this {
    this.#modules.set(name, module);
    return this;
  }
}
