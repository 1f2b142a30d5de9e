// npm run conformance -- DIR: runs every case of a folder of reference data on the engine.
import { loadNativeKernels } from '../../src/kernel/nativeKernels.ts';
import { checksOf, report } from './run.ts';

loadNativeKernels(new URL('../../dist/', import.meta.url));

const [folder] = process.argv.slice(2);
if (folder === undefined) {
  console.error('Usage: npm run conformance -- DIR');
  process.exitCode = 2;
} else {
  process.exitCode = report(checksOf(folder)) ? 0 : 1;
}
