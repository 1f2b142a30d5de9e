import assert from 'node:assert/strict';
import { writeFileSync } from 'node:fs';
import path from 'node:path';
import { TestKernel } from './runner.ts';

describe('TypeScript cells', () => {
  let kernel: TestKernel;

  beforeEach(() => {
    kernel = new TestKernel();
  });

  afterEach(() => {
    kernel.dispose();
  });

  /** Runs cells in order; the last one's value must be `expected`. */
  async function expectValue(expected: string | undefined, ...cells: string[]): Promise<void> {
    let value: string | undefined;
    for (const cell of cells) {
      const run = await kernel.run(cell);
      assert.equal(run.error?.traceback, undefined);
      ({ value } = run);
    }
    assert.equal(value, expected);
  }

  describe('values', () => {
    it('are those of the last expression, with or without a semicolon', () => expectValue('3', '1 + 2;'));
    it('are nothing after a declaration', () => expectValue(undefined, 'const a = 1;'));
    it('are nothing for undefined', () => expectValue(undefined, 'undefined'));
    it('may be null or a promise that was awaited', () =>
      expectValue("[ null, 'x' ]", "[null, await Promise.resolve('x')]"));
    it('of tensors are printed as PyTorch prints them', () => expectValue('tensor([[1., 2.]])', 'tensor([[1, 2]])'));
    it('of tensors in objects, too', () => expectValue('{ x: tensor([0.5000]) }', '({ x: tensor([0.5]) })'));
    it('may be an object literal in parentheses after a line without semicolon', () =>
      expectValue('[ 1 ]', 'const a = 1\n;[a]'));
    it('may be a template, a regular expression, a comma', () => expectValue("'b/x/'", "const s = 'b'; `${s}${/x/}`"));
  });

  describe('names', () => {
    it('are shared, also by functions that run later', () =>
      expectValue('2', 'let n = 0; const inc = () => { n++; };', 'inc(); inc();', 'n'));
    it('can be declared again: const, let, class, function', () =>
      expectValue(
        "[ 2, 3, 'B', 5 ]",
        "const c = 1; let l = 1; class K { name = 'A' } function f() { return 4 }",
        "const c = 2; let l = 3; class K { name = 'B' } function f() { return 5 }",
        '[c, l, new K().name, f()]',
      ));
    it('can be used by a function before they exist', () =>
      expectValue('7', 'function later() { return notYet + 1; }', 'const notYet = 6;', 'later()'));
    it('of a function see its redeclaration', () =>
      expectValue(
        '20',
        'function base() { return 1; }\nconst use = () => base() * 10;',
        'function base() { return 2; }',
        'use()',
      ));
    it('come from patterns', () =>
      expectValue(
        '[ 1, 2, [ 3, 4 ], 5, { g: 6 } ]',
        'const { a, b: [b2, ...rest], d = 5, ...others } = { a: 1, b: [2, 3, 4], g: 6 } as any;',
        '[a, b2, rest, d, others]',
      ));
    it('are set by patterns', () =>
      expectValue('[ 2, 1 ]', 'let a = 1, b = 2;', '[a, b] = [b, a]; ({ a } = { a }); [a, b]'));
    it('stand in shorthand properties', () =>
      expectValue('{ a: 1, f: [Function: f] }', 'const a = 1; function f() {}', '({ a, f })'));
    it('can be hidden by parameters and blocks', () =>
      expectValue(
        '[ 5, 2, 1 ]',
        'const a = 1;',
        'let inner = 0; { const a = 2; inner = a; }\n[((a: number) => a)(5), inner, a]',
      ));
    it('of var reach out of blocks and loops', () =>
      expectValue('[ 3, 9 ]', 'for (var i = 0; i < 3; i++) { var square = (i + 1) ** 2; }', '[i, square]'));
    it('of loops do not leak', () => expectValue("'undefined'", 'for (const k of [1, 2]) {}', 'typeof k'));
    it('may be those of the engine and of JavaScript', () =>
      expectValue(
        "[ 'mine', 'mine too', 4 ]",
        "const tensor = 'mine'; const Map = 'mine too';",
        '[tensor, Map, Math.max(1, 4)]',
      ));
    it('do not break the kernel when they hide what it uses', async () => {
      await expectValue(
        '[ 1, 2, 3 ]',
        'const Promise = 1, console = 2, process = 3, Error = 4, Array = 5, Object = 6, setTimeout = 7, performance = 8;',
        '[Promise, console, process]',
      );
      assert.equal((await kernel.run('new nn.BatchNorm1d(2).forward(randn([4, 2]));')).cards.length, 1);
    });
    it('called as functions have no receiver', () =>
      expectValue('true', 'function self(this: unknown) { return this === undefined; }', 'self()'));
    it('called on a line after one without semicolon are calls of their own', () =>
      expectValue(
        '[ 1 ]',
        'const seen: number[] = []; function note(x: number) { seen.push(x) }',
        'const one = 1\nnote(one)\nseen',
      ));
    it('of classes can be extended and have statics', () =>
      expectValue(
        "[ 'B of A', 2 ]",
        "class A { static n = 2; who() { return 'A'; } }",
        'class B extends A { override who() { return `B of ${super.who()}`; } }\n[new B().who(), B.n]',
      ));
    it('cannot be assigned to when they are constant, here or in an earlier cell', async () => {
      const here = await kernel.run('const a = 1;\na = 2;');
      assert.equal(here.error?.name, 'TypeError');
      assert.match(here.error.traceback, /Assignment to constant variable 'a'.*\nCell In\[1\], line 2/);
      await kernel.run('const b = 1;');
      assert.match((await kernel.run('b++;')).error?.message ?? '', /constant variable 'b'/);
      await expectValue('3', 'let b = 2;', 'b++; b');
    });
    it('that are nowhere are errors where they are used', async () => {
      const { error } = await kernel.run('const x = 1;\nconsole.log(x);\nx + nowhere;');
      assert.equal(error?.name, 'ReferenceError');
      assert.equal(error.message, "nowhere is not defined. Did you mean: 'where'?");
      assert.match(
        error.traceback,
        /^ReferenceError: nowhere is not defined. Did you mean: 'where'\?\nCell In\[1\], line 3\n/,
      );
    });
    it('of var are hoisted and keep their value', () =>
      expectValue(
        "[ 5, 'undefined', 3 ]",
        'var q = 5; var q; const early = typeof late; var late = 3;',
        '[q, early, late]',
      ));
    it('stand in cases, behind operators and in awaited sequences', () =>
      expectValue(
        '[ true, false, 2 ]',
        'const isBig = (x: number) => x > 3; let big = false; const f = () => !later;\nswitch (true) { case isBig(5): big = true }',
        'const later = 3;',
        '[big, f(), await (1, 2)]',
      ));
    it('may be exported by list and by default', () =>
      expectValue('1', 'const a = 1;\nexport { a };\nexport default { b: 2 };', 'a'));
    it('may be exported, as in a file', () =>
      expectValue(
        '[ 1, 2, 3 ]',
        '#!/usr/bin/env node\nexport const a = 1;\nexport default class Q { v = 2; }\nexport function f() { return 3; }',
        '[a, new Q().v, f()]',
      ));
    it('are known to typeof even where they are nowhere', () => expectValue("'undefined'", 'typeof nowhere'));
  });

  describe('TypeScript', () => {
    it('types, interfaces, enums, generics, decorator-free classes with parameter properties are understood', () =>
      expectValue(
        '[ 1, 3, 7 ]',
        'interface P { x: number } type Q<T> = T | undefined; enum Color { Red = 1 }\n' +
          'class Point<T extends P> { constructor(readonly p: T, private y = 2) {} sum(): number { return this.p.x + this.y; } }',
        'const maybe: Q<number> = 7 as const;\n[Color.Red, new Point({ x: 1 }).sum(), maybe!]',
      ));
    it('is no syntax of JavaScript cells', async () => {
      assert.equal((await kernel.run('const a: number = 1;', 'javascript')).error?.name, 'SyntaxError');
      assert.equal((await kernel.run('const a = 1; a', 'javascript')).value, '1');
    });
    it('shares names with JavaScript cells', async () => {
      await kernel.run('const a: number = 20;');
      assert.equal((await kernel.run('a + 1', 'javascript')).value, '21');
    });
  });

  describe('imports', () => {
    it('bring names of all kinds, for later cells too', () =>
      expectValue(
        "[ 'a.b', true, 'function' ]",
        "import path, { basename as base } from 'node:path';\nimport * as fs from 'node:fs';",
        "[base('/x/a.b'), path.sep === '/' || path.sep === '\\\\', typeof fs.readFileSync]",
      ));
    it('may follow other lines, be for types only, and be dynamic', () =>
      expectValue(
        "'b'",
        "const before = 1;\nimport type { Stats } from 'node:fs';\nimport { dirname } from 'node:path';\nconst { basename } = await import('node:path');",
        "basename(dirname('/a/b/c'))",
      ));
    it('find local TypeScript files that import others, and read them anew when they change', async () => {
      writeFileSync(path.join(kernel.folder, 'inner.ts'), 'export const one: number = 1;');
      writeFileSync(
        path.join(kernel.folder, 'helper.ts'),
        "import { one } from './inner.ts';\nexport const value: number = one + 1;",
      );
      await expectValue('2', "import { value } from './helper.ts';\nvalue");
      await new Promise((resolve) => setTimeout(resolve, 20));
      writeFileSync(path.join(kernel.folder, 'helper.ts'), 'export const value = 50;');
      await expectValue('50', "import { value } from './helper.ts';\nvalue");
    });
    it('find the packages of the workspace', async () => {
      const { mkdirSync } = await import('node:fs');
      const folder = path.join(kernel.folder, 'node_modules', 'little');
      mkdirSync(folder, { recursive: true });
      writeFileSync(
        path.join(folder, 'package.json'),
        '{ "name": "little", "type": "module", "exports": "./index.js" }',
      );
      writeFileSync(path.join(folder, 'index.js'), 'export default 42;');
      await expectValue('42', "import little from 'little';\nlittle");
    });
    it('that fail say what was not found', async () => {
      const { error } = await kernel.run("import x from 'no-such-package';");
      assert.match(error?.message ?? '', /no-such-package/);
      assert.match((await kernel.run("import './nothing.ts';")).error?.message ?? '', /nothing\.ts/);
    });
    it('know where the notebook lies', () =>
      expectValue('true', 'import.meta.dirname.length > 1 && import.meta.url.startsWith("file:")'));
  });

  describe('errors', () => {
    it('show the line, its neighbours and the way through other cells', async () => {
      await kernel.run('function inner(x: number) {\n  return x.missing.more;\n}');
      const { error, result } = await kernel.run('// a comment\nconst value = 1;\n\ninner(value);');
      assert.equal(result.success, false);
      assert.equal(
        error?.traceback,
        [
          "TypeError: Cannot read properties of undefined (reading 'more')",
          'Cell In[1], line 2, in inner',
          '      1 function inner(x: number) {',
          '----> 2   return x.missing.more;',
          '      3 }',
          'Cell In[2], line 4',
        ].join('\n'),
      );
    });
    it('name what is no function by its own name', async () => {
      assert.equal((await kernel.run('const notF = 1 as any;\nnotF();')).error?.message, 'notF is not a function');
    });
    it('of syntax come before anything runs', async () => {
      const run = await kernel.run("console.log('ran');\nlet = ;");
      assert.equal(run.printed, '');
      assert.equal(run.error?.name, 'SyntaxError');
      assert.match(run.error.traceback, /Cell In\[1\], line 2/);
    });
    it('of the engine carry its names and no frames of its own', async () => {
      const { error } = await kernel.run('const a = zeros([2, 3]);\na.reshape([4]);');
      assert.equal(error?.name, 'RuntimeError');
      assert.equal(error.traceback.split('\n')[1], 'Cell In[1], line 2');
      assert.doesNotMatch(error.traceback, /dist|node:/);
    });
    it('keep their causes', async () => {
      const { error } = await kernel.run("throw new Error('outer', { cause: new Error('root') });");
      assert.match(error?.traceback ?? '', /Error: outer[^]*Caused by: Error: root/);
    });
    it('leave what was declared before them', async () => {
      await kernel.run('const kept = 5;\nthrow new Error("x");');
      await expectValue('5', 'kept');
    });
  });
});
