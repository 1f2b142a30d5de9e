import assert from 'node:assert/strict';
import { io, tensor } from '../../src/engine/index.ts';
import type { TensorDescription } from '../../src/protocol/tensorFiles.ts';
import { loadTensors } from '../../src/tensorFiles/index.ts';
import { described, fileOf, frameworkFile, problemOf } from './open.ts';
import { strided } from './strided.ts';

/** The values of all tensors of a file that a framework wrote. */
async function valuesOf(name: string): Promise<Record<string, unknown>> {
  const tensors = await loadTensors(frameworkFile(name).path ?? '');
  return Object.fromEntries([...tensors].map(([key, value]) => [key, value.tolist()]));
}

/** 0, 0.1, 0.2, … − 0.5 as float32, in rows. */
function rows(count: number, columns: number): number[][] {
  const value = (i: number): number => Math.fround(Math.fround(i / 10) - 0.5);
  return Array.from({ length: count }, (_, row) => Array.from({ length: columns }, (_, i) => value(row * columns + i)));
}

describe('Files of tensors', () => {
  it('of PyTorch give what PyTorch saved, also before 1.6 and within whole modules', async () => {
    for (const file of ['state.pt', 'legacy.pt', 'module.pt']) {
      const values = await valuesOf(file);
      assert.deepEqual(values['fc.weight'], rows(3, 16), file);
      assert.deepEqual(values['bn1.running_var'], [1, 0.25, 4, 2], file);
      assert.equal(values['bn1.num_batches_tracked'], 7, file);
      assert.equal(Object.keys(values).length, 9, file);
    }
    assert.deepEqual(await valuesOf('tensor.pt'), {
      '': [
        [1, 2],
        [3, 4],
      ],
    });
  });

  it('of PyTorch may be nested, with numbers beside', async () => {
    const { file, tensors } = await described(frameworkFile('checkpoint.pt'));
    assert.ok(tensors.has('model_state_dict.conv1.weight'));
    assert.ok(tensors.has('optimizer_state_dict.state.0.exp_avg'));
    assert.deepEqual(file.metadata.slice(0, 2), [
      ['epoch', '3'],
      ['loss', '0.25'],
    ]);
    assert.deepEqual((await described(frameworkFile('module.pt'))).file.warnings, [
      'Loading it in Python runs code of __main__.Net. Nothing of it was run here.',
    ]);
  });

  it('of PyTorch may have any strides and types', async () => {
    const { file, tensors } = await described(frameworkFile('types.pt'));
    const summary = file.tensors.map(({ name, dtype, shape }) => `${name} ${dtype} ${shape.join('×')}`);
    assert.deepEqual(summary.slice(0, 11), [
      'transposed float32 6×4',
      'slice float32 2×3',
      'expanded float32 2×3',
      'tied float32 3',
      'tied too float32 3',
      'half float16 3',
      'brain bfloat16 3',
      'eight float8_e4m3fn 3',
      'eight wide float8_e5m2 3',
      'bool bool 3',
      'long int64 2',
    ]);
    assert.equal(file.tensors.find(({ name }) => name === 'tied too')?.sharedWith, 'tied');
    const extremes = (name: string): unknown => {
      const found = tensors.get(name);
      return typeof found === 'string' ? found : [found?.distribution.min, found?.distribution.max];
    };
    assert.deepEqual(extremes('half'), [-1.5, 65504]);
    // Of the slice alone, not of what lies between its elements.
    assert.equal((tensors.get('slice') as TensorDescription).distribution.std, 0.341565);
    assert.deepEqual(extremes('brain'), [-1.5, 3]);
    assert.deepEqual(extremes('eight'), [-1.5, 448]);
    assert.deepEqual(extremes('long'), [-(2 ** 40), 7]);
    assert.deepEqual(extremes('unsigned'), [1, 65535]);
    assert.deepEqual(extremes('complex'), [5, 13], 'magnitudes');
    assert.deepEqual(extremes('array'), [1.5, 4.5], 'an array of NumPy’s');
    assert.deepEqual(extremes('empty'), [null, null]);
    assert.deepEqual(extremes('list.1.deep'), [2, 2]);
  });

  it('are put into order where they do not lie in it', async () => {
    assert.deepEqual(await strided('types.pt', 'slice'), [0.6, 0.8, 1, 1.2, 1.4, 1.6].map(Math.fround));
    assert.deepEqual((await strided('types.pt', 'transposed')).slice(0, 4), [0, 0.6, 1.2, 1.8].map(Math.fround));
    assert.deepEqual(await strided('types.pt', 'expanded'), [1, 1, 1, 2, 2, 2]);
    assert.deepEqual(await valuesOf('fortran.npy'), {
      '': [
        [0, 1, 2],
        [3, 4, 5],
      ],
    });
  });

  it('of NumPy are read in any byte order, packed or not', async () => {
    assert.deepEqual(await valuesOf('array.npy'), {
      '': [
        [0, 1, 2, 3],
        [4, 5, 6, 7],
        [8, 9, 10, 11],
      ],
    });
    assert.deepEqual(await valuesOf('stored.npz'), {
      weight: [
        [1, 1, 1],
        [1, 1, 1],
      ],
      bias: [1, 2],
    });
    const { tensors } = await described(frameworkFile('packed.npz'));
    assert.equal((tensors.get('zeros') as { zeros: number }).zeros, 64 * 64);
    assert.equal(tensors.get('text'), 'it holds texts');
    assert.equal(tensors.get('records'), 'it holds records of several fields');
    const objects = await described(frameworkFile('objects.npy'));
    assert.match(problemOf(objects, ''), /Python objects, which only code in the file could make/);
  });

  it('of ONNX are read, however elements are written', async () => {
    const { file, tensors } = await described(frameworkFile('model.onnx'));
    const means = [...tensors].map(([name, each]) => [name, typeof each === 'string' ? each : each.distribution.mean]);
    assert.deepEqual(Object.fromEntries(means), {
      two: 2,
      raw: 2.5,
      floats: 0,
      halves: 0,
      longs: 366504000000,
      bytes: 0.5,
      doubles: 5e299,
      text: 'elements of type string are not read',
    });
    assert.deepEqual(file.metadata[1], ['producer', 'normscope']);
    const outside = await described(frameworkFile('external.onnx'));
    assert.match(problemOf(outside, 'elsewhere'), /in another file, weights\.bin, which is not read/);
  });

  it('of safetensors are read with their metadata', async () => {
    const bytes = io.saveSafetensors(
      { a: tensor([1, 2, 3]), b: tensor([[0.5, -1]], { dtype: 'bfloat16' }), c: tensor([1, 0], { dtype: 'bool' }) },
      { format: 'pt' },
    );
    const { file, tensors } = await described(fileOf('model.safetensors', bytes));
    assert.deepEqual(file.warnings, []);
    assert.deepEqual(file.metadata, [['format', 'pt']]);
    const [a, b, c] = ['a', 'b', 'c'].map((name) => tensors.get(name));
    assert.ok(typeof a === 'object' && typeof b === 'object' && typeof c === 'object');
    assert.deepEqual([a.distribution.mean, b.distribution.min, c.zeros], [2, -1, 1]);
  });
});
