import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import fc from 'fast-check';
import { strToU8, zipSync } from 'fflate';
import { io } from '../../src/engine/index.ts';

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
