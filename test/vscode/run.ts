import path from 'node:path';
import { format } from 'node:util';
import Mocha from 'mocha';
import { disconnect } from './workbench.ts';

/** Tells the tests' lines from all else that VS Code prints: see serverAsExecutable.mjs. */
const MARK = '\u2063';

/** VS Code calls this in the extension host; it rejects where a test fails. */
export async function run(): Promise<void> {
  const mocha = new Mocha({
    reporter: path.join(process.env.NORMSCOPE_ROOT ?? '.', 'test', 'countingReporter.cjs'),
    timeout: 60_000,
    grep: process.env.NORMSCOPE_GREP ?? '',
  });
  Mocha.reporters.Base.consoleLog = (...parts: unknown[]) => {
    console.log(MARK + format(...parts));
  };
  mocha.suite.emit(Mocha.Suite.constants.EVENT_FILE_PRE_REQUIRE, globalThis, '', mocha);
  await (process.env.NORMSCOPE_RESTRICTED ? import('./restricted.ts') : import('./suites.ts'));
  const failures = await new Promise<number>((resolve) => {
    mocha.run(resolve);
  });
  await disconnect();
  if (failures > 0) throw new Error(`${failures} tests failed`);
}
