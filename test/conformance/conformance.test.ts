import assert from 'node:assert/strict';
import { fileURLToPath } from 'node:url';
import { runPythonConformance } from './python.ts';
import { checksOf } from './run.ts';

const REFERENCE = fileURLToPath(new URL('reference', import.meta.url));

describe('The engine, held against what the frameworks gave,', () => {
  for (const { name, run } of checksOf(REFERENCE)) if (run !== undefined) it(name, run);
});

describe('Python cells, held against what the frameworks gave,', () => {
  it('give the same in every case', async function () {
    this.timeout(180_000);
    let printed = '';
    const passed = await runPythonConformance(REFERENCE, '', (text) => (printed += text));
    assert.ok(passed, printed);
  });
});
