import assert from 'node:assert/strict';
import { writeFileSync } from 'node:fs';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import type { Language } from '../../src/protocol/languages.ts';
import { TestKernel } from './runner.ts';

describe('Displays', function () {
  this.timeout(60_000);
  let kernel: TestKernel;

  before(() => {
    kernel = new TestKernel();
  });

  after(() => {
    kernel.dispose();
  });

  /** What each display of a cell holds, without its text. */
  async function shown(code: string, language: Language): Promise<unknown[]> {
    const { outputs, error } = await kernel.run(code, language);
    assert.equal(error, undefined);
    return outputs.map((output) => {
      assert.ok(output.type === 'display');
      const { 'text/plain': text, 'image/svg+xml': svg, ...rest } = output.data;
      assert.ok(typeof text === 'string');
      return 'application/vnd.vegalite.v5+json' in rest ? { ...rest, drawn: svg !== undefined } : { ...rest, svg };
    });
  }

  const SPEC = { data: { values: [{ x: 1 }, { x: 2 }] }, mark: 'bar', encoding: { x: { field: 'x' } } };
  const EXPECTED = [
    { 'text/html': '<b>a</b>', svg: undefined },
    { 'text/markdown': '**a**', svg: undefined },
    { svg: '<svg/>' },
    { 'application/json': { a: [1, null] }, svg: undefined },
    { 'application/vnd.vegalite.v5+json': SPEC, drawn: true },
  ];

  it('take content of each kind from TypeScript', async () => {
    const code = `display.html('<b>a</b>'); display.markdown('**a**'); display.svg('<svg/>');
      display.json({ a: [1, null] }); display.vegaLite(${JSON.stringify(SPEC)})`;
    assert.deepEqual(await shown(code, 'typescript'), EXPECTED);
  });

  it('take content of each kind from Python', async () => {
    const code = `display.html('<b>a</b>'); display.markdown('**a**'); display.svg('<svg/>')
display.json({'a': [1, None]}); display.vega_lite(${JSON.stringify(SPEC)})`;
    assert.deepEqual(await shown(code, 'python'), EXPECTED);
  });

  it('take figures from Python, as from TypeScript', async () => {
    const python = `import normscope, torch
import numpy as np
display(normscope.hist(torch.tensor([1.0, 2.0, 2.0, float('nan')]), title='h'))
display(normscope.plot({'loss': [3, 2, 1], 'rate': np.array([1.0, 0.5])}, y='v'))
normscope.imshow(np.arange(6.0).reshape(2, 3))`;
    const typescript = `display(hist([1, 2, 2, NaN], { title: 'h' }));
display(plot({ loss: [3, 2, 1], rate: [1, 0.5] }, { y: 'v' }));
imshow(arange(6).to('float32').reshape([2, 3]))`;
    assert.deepEqual(await shown(python, 'python'), await shown(typescript, 'typescript'));
    const { error } = await kernel.run('normscope.imshow([1, 2])', 'python');
    assert.match(`${error?.name}: ${error?.message}`, /^TypeError: imshow takes a tensor \[H, W\]/);
  });

  it('load nothing for a chart', async () => {
    const file = path.join(kernel.folder, 'data.csv');
    writeFileSync(file, 'name\nloaded\n');
    const spec = { data: { url: pathToFileURL(file).href }, mark: 'bar', encoding: { x: { field: 'name' } } };
    const { outputs } = await kernel.run(`display.vegaLite(${JSON.stringify(spec)})`);
    assert.equal(outputs.length, 1);
    assert.doesNotMatch(JSON.stringify(outputs), /loaded/);
  });

  it('refuse what is not of their kind', async () => {
    assert.match(
      (await kernel.run('display.html(3 as never)')).error?.message ?? '',
      /display\.html takes a text.*number/,
    );
    assert.match((await kernel.run('display.vegaLite([] as never)')).error?.message ?? '', /an object with mark/);
    assert.match((await kernel.run('display.html(3)', 'python')).error?.message ?? '', /takes a str, but got int/);
  });

  it('of tensors and modules say what their numbers are like, in both languages', async () => {
    const facts = /\n4 × 8 float32 · mean 15\.500 · σ 9\.233 · 0\.000 ▁?[▁-█ ]{23,24} 31\.000$/;
    const module = /\n56 parameters, 17 numbers in buffers$/;
    for (const [language, tensor, net] of [
      [
        'typescript',
        'arange(32).reshape([4, 8]).to("float32")',
        'new nn.Sequential(new nn.Linear(4, 8), new nn.BatchNorm1d(8))',
      ],
      [
        'python',
        'import torch\ntorch.arange(32.).reshape(4, 8)',
        'torch.nn.Sequential(torch.nn.Linear(4, 8), torch.nn.BatchNorm1d(8))',
      ],
    ] as const) {
      assert.match((await kernel.run(tensor, language)).value ?? '', facts);
      assert.match((await kernel.run(net, language)).value ?? '', module);
    }
    assert.match((await kernel.run('full([20], 5)')).value ?? '', /20 float32 · all 5\.000$/);
    assert.match((await kernel.run('full([20], NaN)')).value ?? '', /20 float32 · 20 NaN$/);
    assert.match((await kernel.run('zeros([20], { dtype: "int64" })')).value ?? '', /20 int64$/);
    assert.equal((await kernel.run('tensor([1, 2])')).value, 'tensor([1., 2.])');
  });
});
