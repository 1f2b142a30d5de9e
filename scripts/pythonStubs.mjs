// Stub files of the modules of Python cells, in dist/stubs, for language servers that look for modules in files:
// https://typing.python.org/en/latest/spec/distributing.html#stub-files
import { mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import path from 'node:path';

/** @typedef {import('../src/languageSupport/python/moduleIndex.ts').IndexData} IndexData */

const INDEX = 'dist/pythonIndex.json';
const TARGET = 'dist/stubs';
const OURS = new Set(['torch', 'tensorflow', 'keras', 'numpy', 'matplotlib', 'normscope', 'tqdm', 'IPython']);
const KEYWORDS = new Set(
  (
    'False None True and as assert async await break class continue def del elif else except finally for from global ' +
    'if import in is lambda nonlocal not or pass raise return try while with yield'
  ).split(' '),
);

/** What the stub of one module is made of; names of other modules are imported under names that hide nothing. */
class Stub {
  /** @param {IndexData} index @param {string} module */
  constructor(index, module) {
    this.index = index;
    this.module = module;
    /** @type {Set<string>} */
    this.imports = new Set();
  }

  /** The text of the stub. */
  text() {
    const { d, m = {} } = this.index.modules[this.module];
    const members = Object.entries(m)
      .filter(([name]) => isName(name))
      .map(([name, member]) => this.#member(name, member));
    const imports = ['import builtins as _builtins', 'import typing as _typing', ...[...this.imports].sort()];
    return [...(d === undefined ? [] : [text(d)]), ...imports, ...members, ''].join('\n');
  }

  /** @param {string} name @param {number | string} member */
  #member(name, member) {
    if (typeof member === 'number') return this.#function(name, this.index.functions[member]);
    const [kind, rest] = [member.slice(0, 2), member.slice(2)];
    if (kind === 'm:') return this.#moduleMember(name, rest);
    if (kind === 'c:') return this.#classMember(name, rest);
    return `${name}: ${this.#type(rest)}`;
  }

  /** @param {string} name @param {string} target */
  #moduleMember(name, target) {
    if (this.index.modules[target] === undefined) return `${name}: _typing.Any`;
    const dot = target.lastIndexOf('.');
    if (dot < 0) return `import ${target} as ${name}`;
    return `from ${target.slice(0, dot)} import ${target.slice(dot + 1)} as ${name}`;
  }

  /** @param {string} name @param {string} target */
  #classMember(name, target) {
    const home = this.#homeOf(target);
    if (home === undefined) return `${name}: _typing.Any`;
    const own = target.slice(home.length + 1);
    if (home !== this.module || own !== name) {
      return home === this.module ? `${name} = ${own}` : `from ${home} import ${own} as ${name}`;
    }
    return this.#class(name, target);
  }

  /** The module whose stub has a class; undefined where none has. @param {string} name */
  #homeOf(name) {
    const home = name.slice(0, name.lastIndexOf('.'));
    const own = name.slice(home.length + 1);
    const isThere = OURS.has(home.split('.', 1)[0]) && this.index.modules[home]?.m?.[own] === `c:${name}`;
    return isThere ? home : undefined;
  }

  /** A class, with what it inherits from classes that no stub has. @param {string} name @param {string} path */
  #class(name, path) {
    const record = this.index.classes[path] ?? {};
    const { bases, members } = this.#flattened(path);
    const lines = [`class ${name}${bases.length === 0 ? '' : `(${bases.join(', ')})`}:`];
    if (record.d !== undefined) lines.push(`    ${text(record.d)}`);
    lines.push(`    def __init__(self, ${parameters(record.p)}) -> None: ...`.replace('(self, )', '(self)'));
    for (const [member, what] of Object.entries(members)) {
      if (isName(member)) lines.push(...this.#classPart(member, what).map((line) => `    ${line}`));
    }
    if (record.r !== undefined && members.__call__ === undefined) {
      lines.push(`    def __call__(self, *args, **kwargs) -> ${this.#type(record.r)}: ...`);
    }
    // Attributes that objects are given later are not in the index.
    lines.push('    def __getattr__(self, name: _builtins.str) -> _typing.Any: ...');
    return lines.join('\n');
  }

  /** @param {string} path @param {Set<string>} [seen] */
  #flattened(path, seen = new Set()) {
    const { b = [], m = {} } = this.index.classes[path] ?? {};
    /** @type {string[]} */
    const bases = [];
    let members = {};
    for (const base of b) {
      if (seen.has(base)) continue;
      seen.add(base);
      const known = base.startsWith('builtins.') || this.#homeOf(base) !== undefined;
      if (known) bases.push(this.#type(base));
      else {
        const outer = this.#flattened(base, seen);
        bases.push(...outer.bases);
        members = { ...outer.members, ...members };
      }
    }
    return { bases: [...new Set(bases)], members: { ...members, ...m } };
  }

  /** @param {string} name @param {any} part */
  #classPart(name, part) {
    if (typeof part === 'string')
      return [`${name}: ${part.startsWith('v:') ? this.#type(part.slice(2)) : '_typing.Any'}`];
    if (!Array.isArray(part)) return [`${name}: ${this.#type(part.t)}`];
    const [number, kind, result] = part;
    const record = this.index.functions[number];
    const decorators =
      kind === 'static' ? ['@_builtins.staticmethod'] : kind === 'class' ? ['@_builtins.classmethod'] : [];
    const first = kind === 'static' ? undefined : kind === 'class' ? 'cls' : 'self';
    return [...decorators, this.#function(name, { ...record, r: result ?? record.r }, first)];
  }

  /** @param {string} name @param {{p?: readonly string[], d?: string, r?: string}} record @param {string} [first] */
  #function(name, { p, d, r }, first) {
    const given = p === undefined || (first !== undefined && p.length === 0) ? undefined : p;
    const own = first !== undefined && (given === undefined || given[0]?.startsWith('*')) ? `${first}, ` : '';
    const list = `${own}${parameters(given)}`.replace(/, $/, '');
    const body = d === undefined || d.startsWith('https://') ? '...' : text(d);
    return `def ${name}(${list}) -> ${this.#type(r)}: ${body}`;
  }

  /** @param {string | undefined} type @returns {string} */
  #type(type) {
    if (type === undefined || type === '') return '_typing.Any';
    if (type === '=') return '_typing.Self';
    if (type === 'None' || type === 'builtins.None') return 'None';
    const generic = /^(list|tuple)\[(.*)\]$/.exec(type);
    if (generic?.[1] === 'list') return `_builtins.list[${this.#type(generic[2])}]`;
    if (generic !== null) return '_builtins.tuple[_typing.Any, ...]';
    if (/^builtins\.[a-z]+$/.test(type)) {
      return ['builtins.function', 'builtins.method'].includes(type) ? '_typing.Any' : `_${type}`;
    }
    const home = this.#homeOf(type);
    if (home === undefined) return '_typing.Any';
    if (home === this.module) return type.slice(home.length + 1);
    const alias = `_${home.replaceAll('.', '_')}`;
    this.imports.add(`import ${home} as ${alias}`);
    return `${alias}.${type.slice(home.length + 1)}`;
  }
}

/** @param {string} name */
function isName(name) {
  return /^[A-Za-z_]\w*$/.test(name) && !KEYWORDS.has(name);
}

/** A string as Python writes it; JSON's are. @param {string} value */
function text(value) {
  return JSON.stringify(value);
}

/** @param {readonly string[] | undefined} list */
function parameters(list) {
  if (list === undefined) return '*args: _typing.Any, **kwargs: _typing.Any';
  return list.map((parameter) => parameter.replace(/=torch\..*$/, '=...')).join(', ');
}

/** @param {IndexData} index @returns {Map<string, string>} the stubs, by their files */
export function stubsOf(index) {
  const modules = Object.keys(index.modules).filter((module) => OURS.has(module.split('.', 1)[0]));
  // TensorFlow's Keras is Keras.
  const aliases = modules.filter((module) => module === 'keras' || module.startsWith('keras.'));
  const all = new Map(modules.map((module) => [module, new Stub(index, module).text()]));
  for (const module of aliases) all.set(`tensorflow.${module}`, `from ${module} import *\n`);
  const names = [...all.keys()];
  return new Map(
    names.map((module) => {
      const isPackage = names.some((other) => other.startsWith(`${module}.`));
      const file = module.replaceAll('.', '/');
      return [isPackage ? `${file}/__init__.pyi` : `${file}.pyi`, all.get(module) ?? ''];
    }),
  );
}

/** Writes the stubs of the index. */
export async function buildPythonStubs() {
  await rm(TARGET, { recursive: true, force: true });
  const index = JSON.parse(await readFile(INDEX, 'utf8'));
  for (const [file, content] of stubsOf(index)) {
    await mkdir(path.join(TARGET, path.dirname(file)), { recursive: true });
    await writeFile(path.join(TARGET, file), content);
  }
}
