/** A function, as `scripts/describe_modules.py` found it. */
export interface FunctionRecord {
  /** Parameters as `def` writes them, `/` and `*` included; missing where they are unknown. */
  readonly p?: readonly string[];
  /** The docstring. */
  readonly d?: string;
  /** The type of what a call gives: see {@link TypeText}. */
  readonly r?: TypeText;
}

/** The name of a class, `list[…]`, `tuple[…, …]`, `None`, or "=" for what a method was called on; "" where unknown. */
export type TypeText = string;

/** What a class has: a method with its function's number, kind and result; a property; `v:` and a type; `c:` and a class. */
export type ClassMember =
  | readonly [functionNumber: number, kind: 'method' | 'static' | 'class', result?: TypeText]
  | { readonly t: TypeText; readonly d?: string }
  | string;

export interface ClassRecord {
  /** The names of its bases. */
  readonly b?: readonly string[];
  /** The parameters that make an object of it. */
  readonly p?: readonly string[];
  readonly d?: string;
  /** The type of the object that it makes, where that is of another class. */
  readonly i?: TypeText;
  /** What a call of its objects gives. */
  readonly r?: TypeText;
  readonly m?: Readonly<Record<string, ClassMember>>;
}

/** What a module has: a function's number; `m:` and a module's path; `c:` and a class's name; `v:` and a type. */
export type ModuleMember = number | string;

export interface ModuleRecord {
  readonly d?: string;
  readonly m?: Readonly<Record<string, ModuleMember>>;
}

/** What `dist/pythonIndex.json` holds. Modules are named by their paths, classes by the path under which they are found. */
export interface IndexData {
  readonly modules: Readonly<Record<string, ModuleRecord>>;
  readonly classes: Readonly<Record<string, ClassRecord>>;
  readonly functions: readonly FunctionRecord[];
}

/** Packages of the index whose modules are Normscope's own: what they do not have is not there. */
const OURS = new Set(['torch', 'tensorflow', 'keras', 'numpy', 'matplotlib', 'normscope', 'tqdm', 'IPython']);

export function isOurs(path: string): boolean {
  return OURS.has(path.split('.', 1)[0]!);
}

function own<Value>(record: Readonly<Record<string, Value>> | undefined, name: string): Value | undefined {
  return record !== undefined && Object.hasOwn(record, name) ? record[name] : undefined;
}

/** Finds modules, classes and functions by name. */
export class ModuleIndex {
  readonly #data: IndexData;
  readonly builtins: ReadonlySet<string>;

  constructor(data: IndexData) {
    this.#data = data;
    this.builtins = new Set(Object.keys(data.modules.builtins?.m ?? {}));
  }

  module(path: string): ModuleRecord | undefined {
    const record = own(this.#data.modules, path);
    // TensorFlow's Keras is Keras.
    return record ?? (path.startsWith('tensorflow.keras') ? this.module(path.slice('tensorflow.'.length)) : undefined);
  }

  /** A member of a module, or a module below it. */
  moduleMember(path: string, name: string): ModuleMember | undefined {
    const member = own(this.module(path)?.m, name);
    if (member !== undefined) return member;
    const below = `${path}.${name}`;
    return this.module(below) === undefined ? undefined : `m:${below}`;
  }

  /** The names in a module, with those of modules below it. */
  moduleNames(path: string): string[] {
    const below = Object.keys(this.#data.modules)
      .filter((other) => other.startsWith(`${path}.`))
      .map((other) => other.slice(path.length + 1).split('.', 1)[0]!);
    return [...new Set([...Object.keys(this.module(path)?.m ?? {}), ...below])];
  }

  /** All modules that can be imported and have no dot in their names. */
  topLevelModules(): string[] {
    return Object.keys(this.#data.modules).filter((path) => !path.includes('.') && path !== 'builtins');
  }

  class(name: string): ClassRecord | undefined {
    return own(this.#data.classes, name);
  }

  function(number: number): FunctionRecord {
    return this.#data.functions[number] ?? {};
  }

  /** The class and all that it inherits from, nearest first. */
  lineage(name: string): string[] {
    const found = new Set<string>();
    const waiting = [name];
    for (let next = waiting.shift(); next !== undefined; next = waiting.shift()) {
      if (found.has(next)) continue;
      found.add(next);
      waiting.push(...(this.class(next)?.b ?? []));
    }
    return [...found];
  }

  /** A member of a class or of what it inherits from, with the class that has it. */
  classMember(name: string, member: string): { readonly of: string; readonly member: ClassMember } | undefined {
    for (const of of this.lineage(name)) {
      const found = own(this.class(of)?.m, member);
      if (found !== undefined) return { of, member: found };
    }
    return undefined;
  }

  classNames(name: string): string[] {
    return [...new Set(this.lineage(name).flatMap((of) => Object.keys(this.class(of)?.m ?? {})))];
  }

  /** What a call of an object of the class gives. */
  callResult(name: string): TypeText | undefined {
    return this.lineage(name)
      .map((of) => this.class(of)?.r)
      .find((result) => result !== undefined);
  }
}
