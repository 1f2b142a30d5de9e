import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { io } from '../../src/engine/index.ts';
import type { Language } from '../../src/protocol/languages.ts';
import type { Variable, VariableDetail, VariableList, VariablePath } from '../../src/protocol/variables.ts';
import { TestKernel } from './runner.ts';

function at(expression: string, language: VariablePath['language'] = 'typescript'): VariablePath {
  const [name = '', ...steps] = expression.split(/(?=[.[])/);
  return { language, name, steps };
}

/** A kernel, and what it is asked about variables. */
class AskedKernel {
  readonly kernel = new TestKernel();
  #runs = 0;

  async run(code: string, language: Language = 'typescript'): Promise<void> {
    const { error } = await this.kernel.run(code, language);
    assert.equal(error, undefined, error?.traceback);
    this.#runs++;
  }

  async list(): Promise<VariableList> {
    const answer = await this.kernel.client.ask('variables', { run: this.#runs });
    assert.ok(answer);
    return answer;
  }

  async variable(name: string): Promise<Variable> {
    const found = (await this.list()).variables.filter(({ label }) => label === name);
    assert.equal(found.length, 1, `${name} is there once`);
    return found[0]!;
  }

  async changes(): Promise<Record<string, string | undefined>> {
    return Object.fromEntries((await this.list()).variables.map(({ label, change }) => [label, change]));
  }

  async parts(path: VariablePath): Promise<readonly Variable[]> {
    return (await this.kernel.client.ask('variableParts', { path })) ?? [];
  }

  detail(path: VariablePath): Promise<VariableDetail | null> {
    return this.kernel.client.ask('variable', { path });
  }

  text(path: VariablePath): Promise<string | null> {
    return this.kernel.client.ask('variableText', { path });
  }

  /** Asks all that can be asked about all variables. */
  async askAll(): Promise<readonly Variable[]> {
    const { variables } = await this.list();
    for (const { path, hasParts } of variables) {
      if (hasParts) await this.parts(path);
      await this.detail(path);
      await this.text(path);
    }
    return variables;
  }

  /** The file that a variable is saved in; throws what is said to be wrong. */
  async save(from: VariablePath, name: string): Promise<Uint8Array> {
    const file = path.join(this.kernel.folder, name);
    const format = name.endsWith('.npy') ? 'npy' : 'safetensors';
    const answer = await this.kernel.client.ask('saveVariable', { path: from, file, format });
    if (answer?.problem !== '') throw new Error(answer?.problem);
    return readFileSync(file);
  }
}

describe('A kernel that is asked for its variables', () => {
  let asked: AskedKernel;

  beforeEach(() => {
    asked = new AskedKernel();
  });

  afterEach(() => {
    asked.kernel.dispose();
  });

  it('lists tensors, modules and values, but no functions, classes, imports and private names', async () => {
    await asked.run(`
      import * as fs from 'node:fs';
      const x = arange(6).reshape([2, 3]), net = new nn.Linear(3, 2), loss = tensor(0.5);
      const rate = 0.1, text = 'a', list = [1, 2], big = 10n, nothing = null, when = new Date(0), map = new Map([['k', 1]]);
      const _hidden = 1; function f() {} class C {} const g = () => 1; const typed = new Float32Array(100);
    `);
    const { variables, omitted } = await asked.list();
    assert.equal(omitted, 0);
    const told = Object.fromEntries(variables.map(({ label, kind, text }) => [label, [kind, text]]));
    assert.deepEqual(told, {
      big: ['value', '10n'],
      list: ['collection', '[1, 2]'],
      loss: ['tensor', '0.500'],
      map: ['collection', 'Map {"k" => 1}'],
      net: ['module', ''],
      nothing: ['value', 'null'],
      rate: ['value', '0.1'],
      text: ['value', '"a"'],
      typed: ['value', 'Float32Array [0, 0, 0, 0, 0, 0, 0, 0, … 92 more]'],
      when: ['value', '1970-01-01T00:00:00.000Z'],
      x: ['tensor', ''],
    });
    const x = variables.find(({ label }) => label === 'x');
    assert.deepEqual([x?.shape, x?.dtype, x?.type], [[2, 3], 'float32', 'Tensor']);
    assert.deepEqual((await asked.variable('net')).contents, { tensors: 2, elements: '8' });
  });

  it('tells what tensors are like, NaN and infinities counted', async () => {
    await asked.run(
      'const x = tensor([1, 2, 3, 4, NaN, Infinity]), y = arange(101), empty = zeros([0]), b = tensor([true, false]);',
    );
    const [x, y, empty, gone, b] =
      (await asked.kernel.client.ask('variableStatistics', {
        paths: ['x', 'y', 'empty', 'nowhere', 'b'].map((n) => at(n)),
      })) ?? [];
    assert.deepEqual([x?.nan, x?.infinite, x?.min, x?.max, x?.mean], [1, 1, '1.000', '4.000', 'NaN']);
    assert.deepEqual([y?.mean, y?.std, y?.min, y?.max, y?.nan], ['50.000', '29.155', '0.000', '100.000', 0]);
    assert.match(y?.bars ?? '', /^[▁▂▃▄▅▆▇█]{6,12}$/);
    assert.deepEqual([empty, gone], [null, null]);
    assert.deepEqual([b?.min, b?.max, b?.mean], ['0', '1', '0.500']);
    assert.deepEqual((await asked.variable('y')).statistics, y, 'known from now on');
    await asked.run('noGrad(() => y.mul_(2));');
    assert.equal((await asked.variable('y')).statistics, undefined, 'of another version nothing is known');
  });

  it('runs no code of objects', async () => {
    await asked.run(
      `
      let touched = 0;
      const hang = () => { touched++; while (true) {} };
      const getters = { get a() { return hang(); }, b: 1 };
      const proxy = new Proxy({}, new Proxy({}, { get: hang }));
      const child = Object.create(proxy);
      const array = [1]; Object.defineProperty(array, 0, { get: hang });
      class Hostile { static get name() { return hang(); } toString() { return hang(); } get [Symbol.toStringTag]() { return hang(); } toJSON() { hang(); } }
      Object.defineProperty(Hostile.prototype, 'constructor', { get: hang });
      const hostile = new Hostile();
      class Layer extends nn.Module { get weight() { return hang(); } extraRepr() { return hang(); } toString() { return hang(); } namedChildren() { return hang(); } parameters() { return hang(); } forward(x) { return x; } }
      const layer = new Layer();
      const cycle = { list: [] }; cycle.list.push(cycle, [cycle]);
      const map = new Map(); map.set(map, map);
      const deep = []; { let inner = deep; for (let i = 0; i < 1e5; i++) { const next = []; inner.push(next); inner = next; } }
      const wide = Array.from({ length: 1e6 }, () => ({})); const sparse = []; sparse[4e9] = 1;
      class Ends extends nn.Module { self = this; others = [this]; forward(x) { return x; } }
      const ends = new Ends();
    `,
      'javascript',
    );
    const variables = await asked.askAll();
    assert.equal((await asked.kernel.run('touched')).value, '0');
    const told = Object.fromEntries(variables.map(({ label, text }) => [label, text]));
    assert.equal(told.getters, '{ b: 1 }');
    assert.equal(told.proxy, 'Proxy');
    assert.equal(told.array, '[…]');
    assert.equal(told.cycle, '{ list: […] }');
    assert.match(told.wide ?? '', /999,992 more\]$/);
    const wide = await asked.parts(at('wide'));
    assert.deepEqual([wide.length, wide.at(-1)?.label, wide.at(-1)?.text], [201, '…', '+999,800']);
  });

  it('keeps no tensor alive, and counts memory that several share once', async () => {
    await asked.run('let x: any = zeros([1 << 20]); const y = x.view([1024, 1024]); const half = zeros([1024]);');
    assert.equal((await asked.list()).bytes, 4 * 2 ** 20 + 4096);
    assert.equal(await asked.kernel.client.ask('variableBytes', {}), 4 * 2 ** 20 + 4096);
    await asked.run(
      `import { setFlagsFromString } from 'node:v8'; import vm from 'node:vm';
      setFlagsFromString('--expose-gc');
      const gc = vm.runInNewContext('gc');
      let holder = { big: ones([1000]) };
      const reference = new WeakRef(holder.big);`,
      'javascript',
    );
    await asked.list();
    const shown = await asked.kernel.client.ask('variableDistribution', { path: at('holder.big') });
    assert.equal(shown?.elements, '1,000');
    await asked.run('holder = 0;', 'javascript');
    await asked.run('await new Promise((r) => setTimeout(r, 20)); gc();', 'javascript');
    assert.equal((await asked.kernel.run('reference.deref() === undefined')).value, 'true');
  });

  it('leaves disposed tensors in peace', async () => {
    await asked.run('const x = ones([4]); x[Symbol.dispose](); const y = ones([4]);');
    assert.equal((await asked.variable('x')).text, 'disposed');
    assert.equal((await asked.kernel.client.ask('variable', { path: at('x') }))?.statistics, undefined);
    assert.equal(await asked.kernel.client.ask('variableDistribution', { path: at('x') }), null);
    assert.equal(await asked.kernel.client.ask('variableBytes', {}), 16);
  });

  it('shows a distribution, in a picture and in numbers', async () => {
    await asked.run('const x = arange(1000), n = 1;');
    const shown = await asked.kernel.client.ask('variableDistribution', { path: at('x') });
    assert.equal(shown?.elements, '1,000');
    const counts = shown.bins.map(({ count }) => Number(count));
    assert.equal(
      counts.reduce((sum, count) => sum + count),
      1000,
    );
    assert.equal((shown.chart as { data: { values: unknown[] } }).data.values.length, counts.length);
    assert.equal(shown.bins[0]?.from, '0.000');
    assert.equal(await asked.kernel.client.ask('variableDistribution', { path: at('n') }), null);
    await asked.run('const far = cat([randn([1000]), tensor([1e6])]), many = ones([1 << 21]);');
    const far = await asked.kernel.client.ask('variableDistribution', { path: at('far') });
    assert.deepEqual([far?.outside, far?.bins.at(-1)?.count], ['1', '1']);
    const many = await asked.kernel.client.ask('variableDistribution', { path: at('many') });
    assert.match(many?.sample ?? '', /^6\d,\d{3}$/);
  });

  it('tells its memory at once, also while a cell runs', async () => {
    const running = asked.kernel.run('console.log(1); while (true);');
    await asked.kernel.nextText();
    assert.ok((await asked.kernel.client.memory()) > 2 ** 20);
    await asked.kernel.client.interrupt();
    await running;
  });
});

describe('A kernel that is asked for the variables of Python', () => {
  let asked: AskedKernel;

  before(() => {
    asked = new AskedKernel();
  });

  after(() => {
    asked.kernel.dispose();
  });

  it('follows what runs change', async () => {
    await asked.run('const x = zeros([3]), y = ones([2]), n = 1, net = new nn.BatchNorm1d(3), list = [ones([1])];');
    const all = { x: 'new', y: 'new', n: 'new', net: 'new', list: 'new' };
    assert.deepEqual(await asked.changes(), all);
    assert.deepEqual(await asked.changes(), all, 'asking changes nothing');
    await asked.run('1');
    const none = { x: undefined, y: undefined, n: undefined, net: undefined, list: undefined };
    assert.deepEqual(await asked.changes(), none);
    await asked.run('x.add_(1); net.call(randn([8, 3])); list[0].mul_(2);');
    assert.deepEqual(await asked.changes(), { ...none, x: 'changed', net: 'changed', list: 'changed' });
    await asked.run('var m = 2; const z = ones([2]);');
    assert.deepEqual(await asked.changes(), { ...none, m: 'new', z: 'new' });
    await asked.run('p = 1', 'python');
    await asked.changes();
    await asked.run('del p', 'python');
    assert.equal((await asked.changes()).p, 'gone');
    await asked.run('1');
    assert.equal('p' in (await asked.changes()), false);
  });

  it('tells of Python’s, and of shared names once', async () => {
    await asked.run('const fromTypeScript = ones([2, 2]), layer = new nn.Linear(2, 2);');
    await asked.run(
      [
        'import math, torch, numpy as np, keras',
        'from torch import nn',
        'x = torch.arange(6.).reshape(2, 3)',
        'a = np.array([1, 2, 3])',
        'objects = np.array(["a", None], dtype=object)',
        'net = nn.Sequential(nn.Linear(3, 4), nn.BatchNorm1d(4))',
        'dense = keras.layers.Dense(2); y = dense(np.ones((1, 3)))',
        'state = {"loss": 0.5, "weights": [x, x]}',
        'rate, name, nothing, many = 1e-3, "n", None, 10 ** 1000',
        'def f(): pass',
        'class C: pass',
        '_private = 1',
        'x',
      ].join('\n'),
      'python',
    );
    const { variables } = await asked.list();
    const told = variables.map(({ label, kind, text, type }) => [label, kind, text, type].join('|'));
    const expected = [
      'a|tensor||ndarray',
      'dense|module||Dense',
      'fromTypeScript|tensor||Tensor',
      'layer|module||Linear',
      'many|value|int of 3322 bits|int',
      "name|value|'n'|str",
      'net|module||Sequential',
      'nothing|value|None|NoneType',
      'objects|value|<ndarray>|ndarray',
      'rate|value|0.001|float',
      "state|collection|{'loss': 0.5, 'weights': […]}|dict",
      'x|tensor||Tensor',
      'y|tensor||EagerTensor',
    ];
    const names = expected.map((line) => line.split('|')[0]);
    assert.deepEqual(
      told.filter((line) => names.includes(line.split('|')[0])),
      expected,
    );
    assert.equal(variables.find(({ label }) => label === 'net')?.path.language, 'python');
    const below = await asked.parts(at('net', 'python'));
    assert.deepEqual(
      below.map(({ label, type, path: { steps } }) => [label, type, ...steps]),
      [
        ['0', 'Linear', '[0]'],
        ['1', 'BatchNorm1d', '[1]'],
      ],
    );
    assert.deepEqual(
      (await asked.parts(below[1]!.path)).map(({ label }) => label),
      ['weight', 'bias', 'running_mean', 'running_var', 'num_batches_tracked'],
    );
    assert.deepEqual(
      (await asked.parts(at('dense', 'python'))).map(({ label, path: { steps } }) => [label, ...steps]),
      [
        ['kernel', '.kernel'],
        ['bias', '.bias'],
      ],
    );
    const weights = await asked.parts({ language: 'python', name: 'state', steps: ["['weights']"] });
    assert.deepEqual(
      weights.map(({ shape }) => shape),
      [
        [2, 3],
        [2, 3],
      ],
    );
  });

  it('answers for names and paths in cells, of the other language where the cell’s has none', async () => {
    await asked.run(`
      class Net extends nn.Module {
        bn1 = new nn.BatchNorm1d(3);
        stack = new nn.Sequential(new nn.Linear(3, 2), new nn.ReLU());
        forward(x: Tensor) { return this.stack.call(this.bn1.call(x)); }
      }
      const model = new Net(); const x = ones([4, 3]); model.call(x).sum().backward();
    `);
    await asked.run('import torch\nlayer = torch.nn.LayerNorm(3)', 'python');
    assert.equal((await asked.detail(at('model.bn1.runningMean')))?.statistics?.mean, '0.100');
    assert.equal((await asked.detail(at('x')))?.variable.dtype, 'float32');
    assert.match(
      (await asked.detail(at('model')))?.representation ?? '',
      /^Net\(\n {2}\(bn1\): BatchNorm1d\(3, eps=1e-05.*\n {2}\(stack\): Sequential\(\n {4}\(0\): Linear/,
    );
    assert.deepEqual((await asked.detail(at('model.bn1.weight.grad')))?.variable.shape, [3]);
    assert.equal((await asked.detail(at('x', 'python')))?.variable.label, 'x');
    assert.equal(
      (await asked.detail(at('layer', 'python')))?.representation,
      'LayerNorm((3,), eps=1e-05, elementwise_affine=True, bias=True)',
    );
    assert.deepEqual((await asked.detail(at('layer.weight', 'python')))?.variable.shape, [3]);
    assert.equal(await asked.detail(at('model.forward')), null);
    assert.equal(await asked.detail(at('nowhere')), null);
    assert.equal(await asked.detail(at('tensor')), null, 'what the kernel provides is no variable');
  });

  it('runs no code of Python’s objects', async () => {
    await asked.run(
      `
import torch
touched = 0
def hang(*_, **__):
    global touched
    touched += 1
    while True: pass
class Meta(type):
    __name__ = property(hang)
    __mro__ = property(hang)
    __instancecheck__ = __subclasscheck__ = __getattribute__ = hang
class Hostile:
    __repr__ = __str__ = __len__ = __iter__ = __getattr__ = __getattribute__ = __eq__ = __hash__ = __bool__ = hang
    __class__ = property(hang)
    __dict__ = property(hang)
class List(list):
    __repr__ = __iter__ = __len__ = __getitem__ = hang
class Dict(dict):
    __repr__ = __iter__ = __len__ = items = keys = hang
class Text(str):
    __repr__ = __str__ = __len__ = __getitem__ = hang
class Number(int):
    __repr__ = __str__ = __index__ = hang
class Layer(torch.nn.Module):
    __repr__ = extra_repr = named_modules = parameters = __getattr__ = hang
    weight = property(hang)
hostile, items, entries, word, number, layer = Hostile(), List([1]), Dict(a=1), Text("t"), Number(3), Layer()
built = Meta.__new__(Meta, "Built", (), {})
instance = object.__new__(built)
nested = {"hostile": hostile, "list": [hostile]}
cycle = []; cycle.append(cycle)
deep = []
inner = deep
for _ in range(1000):
    inner.append([]); inner = inner[0]
del inner
wide = list(range(10 ** 6))
`,
      'python',
    );
    const variables = await asked.askAll();
    const told = Object.fromEntries(variables.map(({ label, text, type }) => [label, `${type} ${text}`]));
    assert.equal(told.touched, 'int 0');
    assert.equal(told.hostile, 'Hostile <Hostile>');
    assert.equal(told.instance, 'Built <Built>');
    assert.equal(told.items, 'List [1]');
    assert.equal(told.entries, "Dict {'a': 1}");
    assert.equal(told.word, "Text 't'");
    assert.equal(told.number, 'Number 3');
    assert.match((await asked.kernel.run('print("alive")', 'python')).printed, /alive/);
  });

  it('is quick with ten thousand names, of which it tells the tensors first', async () => {
    await asked.run('for (let i = 0; i < 10000; i++) globalThis[`global${i}`] = i;');
    await asked.run(
      Array.from({ length: 10_000 }, (_, i) => `var v${i} = ${i};`).join('\n') + 'const zTensor = ones([2]);',
    );
    await asked.run(
      'globals().update({f"p{i}": [i] for i in range(10000)})\nimport torch\npTensor = torch.ones(2)',
      'python',
    );
    const { variables, omitted } = await asked.list();
    assert.ok(variables.some(({ label }) => label === 'zTensor') && variables.some(({ label }) => label === 'pTensor'));
    assert.ok(variables.length + omitted > 20_000);
    assert.ok(variables.length <= 4000);
  });

  it('gives values as text', async () => {
    await asked.run('const x = tensor([1, 2]), o = { a: [1, { b: 2 }] }, s = "t".repeat(500);');
    await asked.run('d = {"a": [1, {"b": (2,)}]}', 'python');
    assert.equal(await asked.text(at('x')), 'tensor([1., 2.])');
    assert.equal(await asked.text(at('o')), '{ a: [1, { b: 2 }] }');
    assert.equal(await asked.text(at('s')), JSON.stringify('t'.repeat(500)));
    assert.equal(await asked.text(at('d', 'python')), "{'a': [1, {'b': (2,)}]}");
  });

  it('saves tensors and the states of modules', async () => {
    await asked.run(
      'const x = arange(6).reshape([2, 3]).t(), net = new nn.Sequential(new nn.Linear(2, 2), new nn.BatchNorm1d(2)), n = 1;',
    );
    await asked.run(
      'import torch, keras, numpy as np\nm = torch.nn.Sequential(torch.nn.BatchNorm1d(2))\nmodel = keras.Sequential([keras.layers.Dense(2)])\ny = model(np.ones((1, 2)))',
      'python',
    );
    assert.deepEqual(io.loadNpy(await asked.save(at('x'), 'x.npy')).tolist(), [
      [0, 3],
      [1, 4],
      [2, 5],
    ]);
    assert.deepEqual([...io.loadSafetensors(await asked.save(at('x'), 'x.safetensors')).tensors.keys()], ['tensor']);
    const state = [
      '0.weight',
      '0.bias',
      '1.weight',
      '1.bias',
      '1.running_mean',
      '1.running_var',
      '1.num_batches_tracked',
    ];
    assert.deepEqual([...io.loadSafetensors(await asked.save(at('net'), 'net.safetensors')).tensors.keys()], state);
    const ofTorch = io.loadSafetensors(await asked.save(at('m', 'python'), 'm.safetensors')).tensors;
    assert.deepEqual(
      [...ofTorch.keys()],
      ['weight', 'bias', 'running_mean', 'running_var', 'num_batches_tracked'].map((name) => `0.${name}`),
    );
    const ofKeras = io.loadSafetensors(await asked.save(at('model', 'python'), 'k.safetensors')).tensors;
    assert.deepEqual(
      [...ofKeras.values()].map(({ shape }) => shape),
      [[2, 2], [2]],
    );
    await assert.rejects(asked.save(at('net'), 'net.npy'), /a \.npy file holds one tensor/);
    await assert.rejects(asked.save(at('n'), 'n.safetensors'), /there is no tensor in it/);
    await assert.rejects(asked.save(at('nowhere'), 'n.npy'), /nowhere is no longer there/);
    await assert.rejects(asked.save(at('x'), 'no/folder/x.npy'), /ENOENT/);
  });
});
