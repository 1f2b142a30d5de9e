// npm run conformance -- [--python] DIR: runs every case of a folder of reference data, on the engine or in a Python cell.
import { parseArgs } from 'node:util';
import { loadNativeKernels } from '../../src/kernel/nativeKernels.ts';
import { runPythonConformance } from './python.ts';
import { checksOf, report } from './run.ts';

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: { python: { type: 'boolean', default: false }, only: { type: 'string', default: '' } },
});
const [folder] = positionals;
if (folder === undefined) {
  console.error('Usage: npm run conformance -- [--python] [--only NAME] DIR');
  process.exitCode = 2;
} else if (values.python) {
  const passed = await runPythonConformance(folder, values.only, (text) => process.stdout.write(text));
  process.exitCode = passed ? 0 : 1;
} else {
  loadNativeKernels(new URL('../../dist/', import.meta.url));
  const checks = checksOf(folder).filter(({ name }) => name.includes(values.only));
  process.exitCode = report(checks) ? 0 : 1;
}
