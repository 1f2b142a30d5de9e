import assert from 'node:assert/strict';
import fc from 'fast-check';
import * as v from 'valibot';
import { pack, packedNumbers, unpack } from '../../src/protocol/packed.ts';

describe('Packed numbers', () => {
  it('come back within 2⁻¹⁶ of their size', () => {
    const float = fc.float({ noNaN: true, noDefaultInfinity: true });
    fc.assert(
      fc.property(fc.array(float), (numbers) => {
        const found = unpack(pack(numbers));
        assert.equal(found.length, numbers.length);
        numbers.forEach((value, i) => {
          // What is smaller than the smallest normal number has fewer digits.
          const tolerance = Math.max(Math.abs(value) * 2 ** -16, 2 ** -140);
          assert.ok(Math.abs(found[i]! - value) <= tolerance, `${found[i]} for ${value}`);
        });
      }),
    );
  });

  it('keep what is not finite', () => {
    assert.deepEqual([...unpack(pack([NaN, Infinity, -Infinity, 0, -1.5]))], [NaN, Infinity, -Infinity, 0, -1.5]);
  });

  it('come back within 2⁻¹³ of their size where float32 has no number like one of them', () => {
    const double = fc.double({ noNaN: true, noDefaultInfinity: true, min: 1e-307, max: 1.7e308 });
    fc.assert(
      fc.property(fc.array(double), fc.constantFrom(1e39, 1e300, 1e-60, Number.MAX_VALUE), (others, beyond) => {
        const numbers = [...others.flatMap((value) => [value, -value]), beyond];
        const found = unpack(pack(numbers));
        numbers.forEach((value, i) => {
          assert.ok(Math.abs(found[i]! / value - 1) <= 2 ** -12, `${found[i]} for ${value}`);
        });
      }),
    );
    assert.deepEqual(
      [...unpack(pack([NaN, Infinity, -Infinity, 0, 2 ** 200]))],
      [NaN, Infinity, -Infinity, 0, 2 ** 200],
    );
  });

  it('are refused where they are too many, or no base64 of whole numbers', () => {
    const schema = packedNumbers(3);
    assert.ok(v.is(schema, pack([1, 2, 3])) && v.is(schema, ''));
    for (const bad of [pack([1, 2, 3, 4]), 'AAA', 'AAA=', 'AA A', '^^AAAA', 'AAAA^', 'ÄAAA', 12, null, ['AAAA']]) {
      assert.ok(!v.is(schema, bad), String(bad));
    }
  });
});
