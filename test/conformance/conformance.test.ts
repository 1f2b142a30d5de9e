import { fileURLToPath } from 'node:url';
import { checksOf } from './run.ts';

describe('The engine, held against what the frameworks gave,', () => {
  for (const { name, run } of checksOf(fileURLToPath(new URL('reference', import.meta.url)))) {
    if (run !== undefined) it(name, run);
  }
});
