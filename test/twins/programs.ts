import { readdirSync, readFileSync } from 'node:fs';
import { KernelClient } from '../../src/extension/kernelClient.ts';
import { fileURLToPath } from 'node:url';

const FOLDER = new URL('./', import.meta.url);
/** Where programs run. */
export const ROOT = fileURLToPath(new URL('../../', import.meta.url));
const KERNEL = fileURLToPath(new URL('../../dist/kernel.js', import.meta.url));

/** The programs that run here and on the real frameworks, by name. */
export function programs(): string[] {
  return readdirSync(FOLDER)
    .filter((file) => file.endsWith('.py'))
    .map((file) => file.slice(0, -3))
    .sort();
}

export function sourceFile(name: string): URL {
  return new URL(`${name}.py`, FOLDER);
}

/** What the real frameworks printed for a program when it was last recorded. */
export function recordedFile(name: string): URL {
  return new URL(`recorded/${name}.txt`, FOLDER);
}

/** What a program prints in a Python cell; its error, too. */
export async function runHere(name: string): Promise<string> {
  const kernel = new KernelClient(KERNEL, { folder: ROOT });
  let printed = '';
  try {
    const code = readFileSync(sourceFile(name), 'utf8');
    await kernel.execute({ executionCount: 1, language: 'python', code }, (output) => {
      if (output.type === 'stream' && output.name === 'stdout') printed += output.text;
      else if (output.type === 'error') printed += output.traceback;
    });
    return printed;
  } finally {
    kernel.dispose();
  }
}
