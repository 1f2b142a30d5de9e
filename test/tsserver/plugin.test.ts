import assert from 'node:assert/strict';
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import type ts from 'typescript';
import { TestKernel } from '../kernel/runner.ts';
import { type Code, type Notebook, TypeScriptServer } from './server.ts';

type Completions = ts.server.protocol.CompletionInfo;
type Definition = ts.server.protocol.DefinitionInfoAndBoundSpan;
type Hover = ts.server.protocol.QuickInfoResponseBody;
type Rename = ts.server.protocol.RenameResponseBody;
type Help = ts.server.protocol.SignatureHelpItems;

interface NotebookFile {
  readonly metadata: { readonly language_info: { readonly name: string } };
  readonly cells: readonly { readonly cell_type: string; readonly source: string | readonly string[] }[];
}

describe('The TypeScript plugin', () => {
  let server: TypeScriptServer;

  // The first question reads the declarations of the engine, of Node and of JavaScript.
  before(async function () {
    this.timeout(60_000);
    server = new TypeScriptServer();
    const notebook = await server.notebook(['nn']);
    await notebook.errors(0);
  });

  after(() => {
    server.close();
  });

  /** The errors of the last of `cells`. */
  async function errorsOf(...cells: Code[]): Promise<string[]> {
    const notebook = await server.notebook(cells);
    return notebook.errors(cells.length - 1);
  }

  async function hover(notebook: Notebook, index: number, marked: string): Promise<string> {
    return (await notebook.ask<Hover>('quickinfo', index, marked))?.displayString ?? '';
  }

  async function completions(notebook: Notebook, index: number, marked: string): Promise<Map<string, string>> {
    const info = await notebook.ask<Completions>('completionInfo', index, marked);
    return new Map((info?.entries ?? []).map(({ name, kind }) => [name, kind]));
  }

  describe('shows', () => {
    it("the engine's names with their docstrings", async () => {
      const notebook = await server.notebook(['const y = randn([2]); nn.functional']);
      const info = await notebook.ask<Hover>('quickinfo', 0, 'ra|ndn');
      assert.match(info?.displayString ?? '', /^randn\(shape: Shape, .*\): Tensor$/);
      assert.match(JSON.stringify(info?.documentation), /^"Standard normal numbers/);
      assert.equal(await hover(notebook, 0, 'n|n'), 'namespace nn');
    });

    it('names of other cells as if they stood here, also where they are assigned to', async () => {
      const notebook = await server.notebook(['let model = new nn.Linear(2, 3);', 'model = new nn.Linear(1, 1);']);
      assert.equal(await hover(notebook, 1, 'mod|el'), 'let model: nn.Linear');
    });

    it('an import as one', async () => {
      const notebook = await server.notebook(["import fs from 'node:fs';\nfs;", 'fs;']);
      assert.match(await hover(notebook, 0, 'f|s;'), /^\(alias\) module "node:fs"/);
      assert.match(await hover(notebook, 1, 'f|s'), /^module "node:fs"/);
    });

    it('the parameters of a call', async () => {
      const notebook = await server.notebook([
        '/** Adds. */\nfunction add(a: number, b = 1) { return a + b; }',
        'add(1, ',
      ]);
      const help = await notebook.ask<Help>('signatureHelp', 1, 'add(1, |');
      assert.deepEqual(
        help?.items[0]?.parameters.map(({ name }) => name),
        ['a', 'b'],
      );
      assert.equal(help?.argumentIndex, 1);
    });
  });

  describe('completes', () => {
    it('members of modules, and of tensors from other cells', async () => {
      const notebook = await server.notebook(['const x = randn([2]);', 'for (const i of [1]) { x.', 'nn.']);
      assert.equal((await completions(notebook, 1, 'x.|')).get('relu'), 'property');
      assert.equal((await completions(notebook, 2, 'nn.|')).get('BatchNorm2d'), 'class');
    });

    it('names of all cells and of the kernel, by what they are, and no imports', async () => {
      const notebook = await server.notebook(['function f() {}\nclass A {}\nlet v = 1;', 'va', 'const later = 1;']);
      const found = await completions(notebook, 1, 'va|');
      const kinds = ['f', 'A', 'v', 'later', 'tensor', 'nn', 'watch'].map((name) => found.get(name));
      assert.deepEqual(kinds, ['function', 'class', 'var', 'var', 'function', 'module', 'var']);
      assert.equal(found.has('survey'), false);
      assert.equal(found.has('document'), false);
    });
  });

  describe('finds and renames', () => {
    const CELLS = ['const model = new nn.ReLU();', 'model.forward(randn([2]));', ['[model];', 'javascript']] as const;

    it('a definition in another cell', async () => {
      const notebook = await server.notebook(CELLS);
      const found = await notebook.ask<Definition>('definitionAndBoundSpan', 2, 'mod|el');
      assert.deepEqual(
        found?.definitions.map(({ file, start }) => [file, start]),
        [[notebook.cells[0], { line: 1, offset: 7 }]],
      );
    });

    it('a definition of the engine', async () => {
      const notebook = await server.notebook(CELLS);
      const found = await notebook.ask<Definition>('definitionAndBoundSpan', 0, 'ReL|U');
      const [definition] = found?.definitions ?? [];
      const line = readFileSync(definition?.file ?? '', 'utf8').split('\n')[(definition?.start.line ?? 0) - 1];
      assert.match(line ?? '', /class ReLU/);
    });

    it('a name in all cells, from any of them', async () => {
      const notebook = await server.notebook([...CELLS, 'const model = 1;\nmodel;']);
      for (const index of [0, 1, 2]) {
        const renamed = await notebook.ask<Rename>('rename', index, 'mod|el');
        const places = renamed?.locs.map(({ file, locs }) => [notebook.cells.indexOf(file), locs.length]).sort();
        assert.deepEqual(places, [
          [0, 1],
          [1, 1],
          [2, 1],
        ]);
        assert.ok(renamed?.locs.every(({ locs }) => locs.every((loc) => !('prefixText' in loc))));
      }
    });

    it('no name that is not of the notebook', async () => {
      const notebook = await server.notebook(CELLS);
      const renamed = await notebook.ask<Rename>('rename', 1, 'rand|n');
      assert.deepEqual(renamed, { info: { canRename: false, localizedErrorMessage: 'not here' }, locs: [] });
    });
  });

  describe('says of errors', () => {
    const none = (...cells: Code[]) =>
      async function () {
        assert.deepEqual(await errorsOf(...cells), []);
      };

    it('what is misspelt and what does not fit', async () => {
      assert.deepEqual(await errorsOf('tensr([1]);'), ["Cannot find name 'tensr'. Did you mean 'tensor'?"]);
      assert.deepEqual(await errorsOf('const x = randn([2]);', "x.add('a');"), [
        `Argument of type '"a"' is not assignable to parameter of type 'Operand'.`,
      ]);
    });

    it('the same in JavaScript', async () => {
      assert.deepEqual(await errorsOf('const n = 1;', ['n.toFixd(); const s = n;', 'javascript']), [
        "Property 'toFixd' does not exist on type '1'. Did you mean 'toFixed'?",
      ]);
    });

    it('what is no statement, once and in its place', async () => {
      assert.deepEqual(await errorsOf('const a = 1;', 'tqdm(() => { a.toFixed('), [
        "')' expected.",
        "Argument of type '() => void' is not assignable to parameter of type 'Iterable<unknown>'.",
      ]);
      assert.deepEqual(await errorsOf('return 1;'), ["A 'return' statement can only be used within a function body."]);
    });

    it('that a constant of another cell is assigned to, in the words of the kernel', async () => {
      const kernel = new TestKernel();
      try {
        await kernel.run('const n = 1;');
        const run = await kernel.run('n = 2;');
        assert.deepEqual(await errorsOf('const n = 1;', 'n = 2;'), [run.error?.message]);
      } finally {
        kernel.dispose();
      }
    });

    it('nothing of what is declared again', none('const x = 1;', "const x = 'a';", 'let x = true;\nx = false;'));
    it('nothing of a declaration from the one before', none('let x = randn([2]);', 'const x = x.relu();'));
    it('nothing of an assignment to another cell’s variable', none('let n = 1;', 'n = n + 1;\nn += 1;'));
    it(
      'nothing of imports, exports and await at the top',
      none(
        "import fs from 'node:fs';\nexport const a = await fs.promises.readFile('a');\nexport { a as b };\nawait [a][0];\nawait -1;\nawait (async () => 1)();\nfor await (const v of [a]) v;",
      ),
    );
    it(
      'nothing of Node’s names',
      none('process.cwd(); new URL(import.meta.url); performance.now(); Buffer.from([1]);'),
    );
    it(
      'nothing of values without a type',
      none(
        'const all = [];\nlet best = null;\nfunction f(a) { return a; }',
        'all.push(f(1));\nbest = 3;\nbest.toFixed();',
      ),
    );
    it(
      'nothing of values that may be missing',
      none('const m = new Map([[1, randn([2])]]);', 'm.get(1).relu();\nrandn([2]).grad.mean();'),
    );
    it(
      'nothing of types, enums and namespaces of other cells',
      none(
        'interface A { a: number }\nenum E { X }\ntype T = A | null;\nnamespace N { export type U = 1 }',
        'const a: A = { a: E.X };\nlet t: T;\nlet u: N.U = 1;',
      ),
    );
    it(
      'nothing of a class in JavaScript',
      none(
        [
          'class Net extends nn.Module {\n  constructor() {\n    super();\n    this.fc = new nn.Linear(2, 3);\n  }\n  forward(x) {\n    return this.fc.forward(x);\n  }\n}',
          'javascript',
        ],
        'new Net().call(randn([4, 2])).shape;',
      ),
    );
    it(
      'nothing of `var` in a block, and of loops',
      none('for (const a of [1]) { var last = a; }\nconst { b, c: [d] } = { b: 1, c: [2] };', 'last + b + d;'),
    );

    it('nothing of names that Python cells assign to', async () => {
      const notebook = await server.notebook(['weights.mean();\nnothing;'], { namesFromOthers: ['new', 'weights'] });
      assert.deepEqual(await notebook.errors(0), ["Cannot find name 'nothing'."]);
    });

    it('what a local file says, found from the notebook’s folder', async () => {
      const folder = mkdtempSync(path.join(os.tmpdir(), 'normscope-'));
      try {
        writeFileSync(path.join(folder, 'helper.ts'), 'export const helper = (n: number): number => n;');
        const notebook = await server.notebook(["import { helper } from './helper.ts';", "helper('a');"], { folder });
        assert.deepEqual(await notebook.errors(0), []);
        assert.match(String(await notebook.errors(1)), /'string' is not assignable to parameter of type 'number'/);
      } finally {
        rmSync(folder, { recursive: true });
      }
    });

    it('nothing of the tutorials', async function () {
      this.timeout(60_000);
      const folder = path.join('media', 'tutorials');
      for (const file of readdirSync(folder).filter((name) => name.endsWith('.ipynb'))) {
        const { cells, metadata } = JSON.parse(readFileSync(path.join(folder, file), 'utf8')) as NotebookFile;
        if (metadata.language_info.name !== 'typescript') continue;
        const codes = cells
          .filter(({ cell_type: type }) => type === 'code')
          .map(({ source }) => [source].flat().join(''));
        const notebook = await server.notebook(codes, { folder: path.resolve(folder) });
        for (const [index, code] of codes.entries())
          assert.deepEqual(await notebook.errors(index), [], `${file}: ${code}`);
      }
    });
  });

  describe('follows', () => {
    it('edits of another cell', async () => {
      const notebook = await server.notebook(['const a = 1;', 'a.toFixed();']);
      assert.deepEqual(await notebook.errors(1), []);
      await notebook.write(0, "const a = 'text';");
      assert.match(String(await notebook.errors(1)), /'toFixed' does not exist on type '"text"'/);
      await notebook.write(0, 'const b = 1;');
      assert.deepEqual(await notebook.errors(1), ["Cannot find name 'a'."]);
    });

    it('the order of cells: the nearest above, else the nearest below, declares a name', async () => {
      const notebook = await server.notebook(['const a = 1;', 'a;', "const a = 'text';"]);
      const [first = '', user = '', last = ''] = notebook.cells;
      assert.equal(await hover(notebook, 1, '|a'), 'const a: 1');
      await notebook.arrange([first, last, user]);
      assert.equal(await hover(notebook, 2, '|a'), 'const a: "text"');
      await notebook.arrange([user, last, first]);
      assert.equal(await hover(notebook, 0, '|a'), 'const a: "text"');
      await notebook.arrange([user, first]);
      assert.equal(await hover(notebook, 0, '|a'), 'const a: 1');
    });
  });

  it('gives cells the names that the kernel gives them', async () => {
    const kernel = new TestKernel();
    try {
      const run = await kernel.run("Object.keys(Object.getPrototypeOf(eval('__scope'))).join(' ')");
      const given = (run.value ?? '').replaceAll("'", '').split(' ').sort();
      const declared = [...readFileSync('dist/cellTypes/globals.d.ts', 'utf8').matchAll(/import (\w+) = /g)].map(
        ([, name]) => name ?? '',
      );
      const notebook = await server.notebook([declared.map((name) => `${name};`).join('\n')]);
      const types = (await notebook.errors(0)).map((text) => /^'(\w+)' only refers to a type/.exec(text)?.[1]);
      assert.deepEqual(declared.filter((name) => !types.includes(name)).sort(), given);
    } finally {
      kernel.dispose();
    }
  });

  it('leaves all other files as they are', async () => {
    await server.notebook(['const shared = 1;']);
    const file = path.resolve('scratchFile.ts');
    await server.open(file, 'randn([2]);\nshared;\nconst all = [];\nconst n: string = 1;');
    const ask = async (command: string): Promise<string[]> =>
      ((await server.ask<ts.server.protocol.Diagnostic[]>(command, { file })) ?? []).map(({ text }) => text);
    assert.deepEqual(await ask('syntacticDiagnosticsSync'), []);
    assert.deepEqual(await ask('semanticDiagnosticsSync'), [
      "Cannot find name 'randn'.",
      "Cannot find name 'shared'.",
      "Type 'number' is not assignable to type 'string'.",
    ]);
    const cell = '^/vscode-notebook-cell/ts-nul-authority/of-another-kernel.ipynb#W0sZmlsZQ==';
    await server.open(cell, 'randn([2]);');
    const found = await server.ask<ts.server.protocol.Diagnostic[]>('semanticDiagnosticsSync', { file: cell });
    assert.deepEqual(
      found?.map(({ text }) => text),
      ["Cannot find name 'randn'."],
    );
  });
});
