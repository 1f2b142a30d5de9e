import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { difference } from './compare.ts';
import { programs, recordedFile, runHere } from './programs.ts';

describe('Programs that also run on the real frameworks print the same', function () {
  this.timeout(60_000);

  for (const name of programs()) {
    it(name, async () => {
      assert.equal(difference(await runHere(name), readFileSync(recordedFile(name), 'utf8')), undefined);
    });
  }

  it('by a comparison that sees other words, numbers and lines', () => {
    assert.equal(difference('x [1.0 2.0]', 'x [1.  2.0000001]'), undefined);
    for (const [a, b] of [
      ['x 1', 'y 1'],
      ['x 1', 'x 1.001'],
      ['x 1', 'x 1\nz'],
      ['1 2', '1 2 3'],
    ] as const) {
      assert.ok(difference(a, b) !== undefined);
    }
  });
});
