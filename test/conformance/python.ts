import { readFileSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { KernelClient } from '../../src/extension/kernelClient.ts';

/** Each before those that import it. */
const MODULES = [
  ...['recorded', 'torch_cases', 'keras_cases', 'tensorflow_cases', 'numpy_cases', 'seeded_cases'],
  'driver',
];
const KERNEL = fileURLToPath(new URL('../../dist/kernel.js', import.meta.url));

/** Makes a module of the interpreter's out of a file beside this one: the kernel sees the folder of the data alone. */
function defineModule(name: string): string {
  const source = readFileSync(new URL(`python/${name}.py`, import.meta.url), 'utf8');
  return [
    'import sys, types',
    `module = sys.modules['${name}'] = types.ModuleType('${name}')`,
    `exec(compile(${JSON.stringify(source)}, '${name}.py', 'exec'), module.__dict__)`,
  ].join('\n');
}

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
    ...MODULES.map(defineModule),
    `import driver\ncounts = driver.check_folder('.', ${JSON.stringify(only)})`,
    "assert counts[0] > 0 and counts[1] == 0, 'there are failures'",
  ];
  try {
    for (const [index, code] of cells.entries()) {
      const { success } = await kernel.execute({ executionCount: index + 1, language: 'python', code }, (output) => {
        if (output.type === 'stream') print(output.text);
        else if (output.type === 'error' && index < cells.length - 1) print(`${output.traceback}\n`);
      });
      if (!success) return false;
    }
    return true;
  } finally {
    kernel.dispose();
  }
}
