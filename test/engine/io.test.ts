import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import fc from 'fast-check';
import { strToU8, zipSync } from 'fflate';
import { type DType, DTYPES, io, manualSeed, randn, tensor, type Tensor, zeros } from '../../src/engine/index.ts';

/** A `.npy` file as NumPy writes it. */
function npy(descr: string, shape: readonly number[], bytes: Uint8Array, fortran = false): Uint8Array {
  const tuple = `(${shape.join(', ')}${shape.length === 1 ? ',' : ''})`;
  const header = `{'descr': '${descr}', 'fortran_order': ${fortran ? 'True' : 'False'}, 'shape': ${tuple}, }`;
  const padded = header.padEnd(118 - 1) + '\n';
  return Uint8Array.from([
    0x93,
    ...strToU8('NUMPY'),
    1,
    0,
    padded.length & 255,
    padded.length >> 8,
    ...strToU8(padded),
    ...bytes,
  ]);
}

const floats = (values: number[]): Uint8Array => new Uint8Array(new Float32Array(values).buffer);

describe('NumPy files', () => {
  it('are read with their shape, type and order', () => {
    assert.deepEqual(io.loadNpy(npy('<f4', [2, 2], floats([1, 2, 3, 4]))).tolist(), [
      [1, 2],
      [3, 4],
    ]);
    assert.deepEqual(io.loadNpy(npy('<f4', [2, 3], floats([1, 2, 3, 4, 5, 6]), true)).tolist(), [
      [1, 3, 5],
      [2, 4, 6],
    ]);
    const bytes = io.loadNpy(npy('|u1', [3], Uint8Array.from([1, 2, 255])));
    assert.equal(bytes.dtype, 'uint8');
    assert.deepEqual(bytes.tolist(), [1, 2, 255]);
    const longs = new Uint8Array(new BigInt64Array([-5n, 7n]).buffer);
    assert.deepEqual(io.loadNpy(npy('<i8', [2], longs)).tolist(), [-5, 7]);
    assert.equal(io.loadNpy(npy('<f4', [], floats([9]))).item(), 9);
  });

  it('hold the digits of the tutorial', () => {
    const archive = io.loadNpz(readFileSync(new URL('../../media/data/digits.npz', import.meta.url)));
    const [images, labels] = [archive.get('images'), archive.get('labels')];
    assert.deepEqual(images?.shape, [1797, 8, 8]);
    assert.deepEqual([images.min().item(), images.max().item()], [0, 16]);
    assert.deepEqual(labels?.narrow(0, 0, 4).tolist(), [0, 1, 2, 3]);
  });

  it('that are no such files, or cut short, or lie about their length, get an error and nothing else', () => {
    const good = npy('<f4', [2, 2], floats([1, 2, 3, 4]));
    assert.throws(() => io.loadNpy(strToU8('PK not numpy')), { name: 'ValueError', message: /does not start with/ });
    assert.throws(() => io.loadNpy(npy('<f4', [1e6, 1e6], floats([1]))), {
      name: 'ValueError',
      message: /more elements/,
    });
    assert.throws(() => io.loadNpy(npy('<f4', [9], floats([1]))), { name: 'ValueError', message: /cut short/ });
    assert.throws(() => io.loadNpy(npy('|O', [1], floats([1]))), {
      name: 'ValueError',
      message: /type '\|O' is not supported/,
    });
    assert.throws(() => io.loadNpz(strToU8('not a zip')), { name: 'ValueError', message: /not a NumPy archive/ });
    assert.deepEqual(
      io
        .loadNpz(zipSync({ 'a.npy': good, 'notes.txt': strToU8('x') }))
        .get('a')
        ?.tolist(),
      [
        [1, 2],
        [3, 4],
      ],
    );
    fc.assert(
      fc.property(fc.nat(good.length - 1), (length) => {
        assert.throws(() => io.loadNpy(good.slice(0, length)), { name: 'ValueError' });
      }),
    );
    fc.assert(
      fc.property(fc.nat(good.length - 1), fc.nat(255), (at, byte) => {
        const damaged = good.slice();
        damaged[at] = byte;
        try {
          io.loadNpy(damaged);
        } catch (error) {
          assert.match((error as Error).name, /ValueError|RuntimeError/);
        }
      }),
    );
  });
});

describe('Files', () => {
  const everyDType = fc.constantFrom<DType>(...DTYPES);
  const tensors = fc
    .tuple(everyDType, fc.array(fc.integer({ min: 0, max: 4 }), { maxLength: 3 }), fc.integer())
    .map(([dtype, shape, seed]) => {
      manualSeed(Math.abs(seed));
      const values = randn(shape, { dtype: 'float64' }).mul(20);
      // A negative number is one beyond ±2^53 in uint64, which no file gives back.
      return (dtype === 'uint64' ? values.abs() : values).to(dtype);
    });

  function assertSame(got: Tensor | undefined, expected: Tensor): void {
    assert.deepEqual([got?.dtype, got?.shape, got?.tolist()], [expected.dtype, expected.shape, expected.tolist()]);
  }

  it('of every kind give back what was written', () => {
    fc.assert(
      fc.property(tensors, fc.string(), (x, name) => {
        assertSame(io.loadSafetensors(io.saveSafetensors(new Map([[name, x]]))).tensors.get(name), x);
        if (x.dtype === 'bfloat16') {
          assert.throws(() => io.saveNpy(x), { message: /NumPy has no type for bfloat16/ });
          return;
        }
        assertSame(io.loadNpy(io.saveNpy(x)), x);
        for (const compressed of [false, true]) {
          assertSame(io.loadNpz(io.saveNpz({ a: x, b: x }, { compressed })).get('b'), x);
        }
      }),
    );
  });

  it('keep views, not a number, infinities and texts', () => {
    const x = tensor([
      [1, NaN],
      [Infinity, -Infinity],
    ]).t();
    const { tensors: read, metadata } = io.loadSafetensors(io.saveSafetensors({ x }, { format: 'pt' }));
    assertSame(read.get('x'), x);
    assert.deepEqual(metadata, { format: 'pt' });
    assertSame(io.loadNpy(io.saveNpy(x)), x);
  });

  it('of safetensors that are cut short or lie get an error and nothing else', () => {
    const good = io.saveSafetensors({ a: randn([2, 3]), b: randn([4]) });
    fc.assert(
      fc.property(fc.nat(good.length - 1), (length) => {
        assert.throws(() => io.loadSafetensors(good.slice(0, length)), { name: 'ValueError' });
      }),
    );
    fc.assert(
      fc.property(fc.nat(good.length - 1), fc.nat(255), (at, byte) => {
        const changed = good.slice();
        changed[at] = byte;
        try {
          io.loadSafetensors(changed);
        } catch (error) {
          assert.equal((error as Error).name, 'ValueError', String(error));
        }
      }),
      { numRuns: 500 },
    );
    const withHeader = (header: string, data = 0): Uint8Array => {
      const bytes = new Uint8Array(8 + header.length + data);
      new DataView(bytes.buffer).setBigUint64(0, BigInt(header.length), true);
      bytes.set(strToU8(header), 8);
      return bytes;
    };
    const entry = (shape: string, offsets: string, dtype = 'F32'): string =>
      `{"a":{"dtype":"${dtype}","shape":${shape},"data_offsets":${offsets}}}`;
    for (const [bytes, message] of [
      [withHeader('[1]'), /no object/],
      [withHeader('{'), /no JSON/],
      [withHeader(entry('[1e9,1e9]', '[0,4]'), 4), /more elements/],
      [withHeader(entry('[2]', '[0,4]'), 4), /do not fit/],
      [withHeader(entry('[1]', '[4,8]'), 8), /leave gaps/],
      [withHeader(entry('[1]', '[0,4]'), 8), /belong to no tensor/],
      [withHeader(entry('[2]', '[0,8]'), 4), /ends inside/],
      [withHeader(entry('[-1]', '[0,4]'), 4), /no list of sizes/],
      [withHeader(entry('[1]', '[0,4]', 'F4'), 4), /dtype F4, which is not supported/],
      [withHeader('{"__proto__":{"dtype":"F32","shape":[1],"data_offsets":[0,8]}}', 8), /do not fit/],
    ] as const) {
      assert.throws(() => io.loadSafetensors(bytes), { name: 'ValueError', message });
    }
    const huge = new Uint8Array(16).fill(255);
    assert.throws(() => io.loadSafetensors(huge), { message: /header claims/ });
  });

  it('of archives that claim impossible sizes are refused before they are unpacked', () => {
    const archive = zipSync({ 'a.npy': io.saveNpy(zeros([1000])) }, { level: 9 });
    const bomb = archive.slice();
    // The size after unpacking stands in the central directory, 24 bytes after its signature.
    const directory = bomb.findIndex((_, i) => bomb[i] === 0x50 && bomb[i + 1] === 0x4b && bomb[i + 2] === 1);
    new DataView(bomb.buffer).setUint32(directory + 24, 0x7fffffff, true);
    assert.throws(() => io.loadNpz(bomb), { name: 'ValueError', message: /impossible size/ });
    const climbing = zipSync({ '../../etc/passwd.npy': io.saveNpy(zeros([1])) });
    assert.deepEqual([...io.loadNpz(climbing).keys()], ['../../etc/passwd']);
  });

  it('of comma separated values are read with their names, quotes and gaps', () => {
    const { columns, data } = io.loadCsv('\uFEFFx,"y, z"\r\n1,2.5\r\n\r\n-3e2,\n"4",inf\n');
    assert.deepEqual(columns, ['x', 'y, z']);
    assert.deepEqual(data.tolist(), [
      [1, 2.5],
      [-300, NaN],
      [4, Infinity],
    ]);
    assert.deepEqual(io.loadCsv('1;2\n3;4').data.tolist(), [
      [1, 2],
      [3, 4],
    ]);
    assert.throws(() => io.loadCsv('a,b\n1'), {
      name: 'ValueError',
      message: 'line 2 has 1 cells, but the first line has 2',
    });
    assert.throws(() => io.loadCsv('a,b\n1,x'), { message: /^line 2, column 2: 'x' is no number/ });
    assert.throws(() => io.loadCsv('a\n"1'), { message: /^line 2: a quoted cell does not end/ });
    assert.throws(() => io.loadCsv('  \n'), { message: 'the CSV file is empty' });
  });
});
