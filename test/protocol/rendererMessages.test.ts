import assert from 'node:assert/strict';
import { parseRequest } from '../../src/protocol/rendererMessages.ts';

describe('Requests to go somewhere in a notebook', () => {
  it('are taken as they are', () => {
    for (const request of [
      { type: 'revealLine', place: { executionCount: 3, line: 2, text: 'bn = nn.BatchNorm1d(3)' } },
      { type: 'revealLine', place: { executionCount: 3, line: 2 } },
      { type: 'revealCard', card: 'a-1' },
    ]) {
      assert.deepEqual(parseRequest(request), request);
    }
  });

  it('are ignored where they are none', () => {
    for (const place of [
      undefined,
      null,
      {},
      { executionCount: 3 },
      { executionCount: '3', line: 2 },
      { executionCount: -1, line: 2 },
      { executionCount: 3, line: 0 },
      { executionCount: 3, line: 1.5 },
      { executionCount: 3, line: NaN },
      { executionCount: 3, line: 2, text: 'x'.repeat(201) },
      { executionCount: 3, line: 2, text: { toString: 1 } },
    ]) {
      assert.equal(parseRequest({ type: 'revealLine', place }), undefined, JSON.stringify(place));
    }
    for (const card of [undefined, null, 3, ['a'], 'x'.repeat(201)]) {
      assert.equal(parseRequest({ type: 'revealCard', card }), undefined);
    }
    for (const message of [null, 'revealCard', { type: 'reveal', card: 'a' }, []]) {
      assert.equal(parseRequest(message), undefined);
    }
  });
});
