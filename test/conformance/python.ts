import { readFileSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { KernelClient } from '../../src/extension/kernelClient.ts';

const DRIVER = new URL('python/driver.py', import.meta.url);
const KERNEL = fileURLToPath(new URL('../../dist/kernel.js', import.meta.url));

/**
 * Runs the Python source of every case of a folder in a Python cell of a kernel, and hands on what it prints. Resolves
 * to whether all passed. `only`: a part of the names of those to be run.
 */
export async function runPythonConformance(
  folder: string,
  only: string,
  print: (text: string) => void,
): Promise<boolean> {
  const kernel = new KernelClient(KERNEL, { folder: path.resolve(folder) });
  const cells = [
    readFileSync(DRIVER, 'utf8'),
    `counts = check_folder('.', ${JSON.stringify(only)})`,
    "assert counts[0] > 0 and counts[1] == 0, 'there are failures'",
  ];
  try {
    for (const [index, code] of cells.entries()) {
      const { success } = await kernel.execute({ executionCount: index + 1, language: 'python', code }, (output) => {
        if (output.type === 'stream') print(output.text);
        else if (output.type === 'error' && index < 2) print(`${output.traceback}\n`);
      });
      if (!success) return false;
    }
    return true;
  } finally {
    kernel.dispose();
  }
}
