import { mkdtempSync, rmSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { KernelClient } from '../../src/extension/kernelClient.ts';
import type { Language } from '../../src/protocol/languages.ts';
import { median } from './measure.ts';
import { DIST } from './paths.ts';

/** What Python cells take, in milliseconds unless said otherwise: medians. */
export interface PythonTimes {
  /** From starting a kernel to the first output of a cell, where no snapshot has been taken yet. */
  readonly firstStart: number;
  /** The same for the kernels after it. */
  readonly laterStart: number;
  /** A cell that prints one number, in a running kernel. */
  readonly trivialCell: number;
  /** What `a + b` of three numbers takes in Python beyond what it takes in TypeScript, in microseconds. */
  readonly operation: number;
}

const FIRST_CELL = 'import torch\nprint(torch.ones(2))';

const OPERANDS: Readonly<Record<'python' | 'typescript', string>> = {
  typescript: 'const a = ones([3]), b = ones([3])',
  python: 'import torch, time\na, b = torch.ones(3), torch.ones(3)',
};

/** Prints the microseconds of one addition. */
const ADDITIONS: Readonly<Record<'python' | 'typescript', string>> = {
  typescript: `{
    const start = performance.now();
    for (let i = 0; i < 50_000; i++) a.add(b);
    console.log((performance.now() - start) / 50);
  }`,
  python: `
def additions(n):
    start = time.perf_counter()
    for i in range(n): a + b
    print((time.perf_counter() - start) / n * 1e6)
additions(50_000)`,
};

async function printed(client: KernelClient, language: Language, code: string): Promise<string> {
  let text = '';
  await client.execute({ executionCount: 1, language, code }, (output) => {
    if (output.type === 'stream') text += output.text;
    else if (output.type === 'error') throw new Error(output.traceback);
  });
  return text;
}

/** Runs in a process of its own: a large one takes long to start another. */
export async function timePython(): Promise<PythonTimes> {
  const folder = fileURLToPath(DIST);
  const [first, later]: [number[], number[]] = [[], []];
  for (let i = 0; i < 5; i++) {
    const cacheFolder = mkdtempSync(path.join(os.tmpdir(), 'normscope-bench-'));
    for (const times of [first, later, later]) {
      const begun = performance.now();
      const client = new KernelClient(`${folder}kernel.js`, { folder, cacheFolder });
      await printed(client, 'python', FIRST_CELL);
      times.push(performance.now() - begun);
      client.dispose();
    }
    rmSync(cacheFolder, { recursive: true, maxRetries: 5 });
  }
  const client = new KernelClient(`${folder}kernel.js`, { folder });
  for (const language of ['typescript', 'python'] as const) await printed(client, language, OPERANDS[language]);
  const [cells, operations]: [number[], number[]] = [[], []];
  for (let i = 0; i < 21; i++) {
    const begun = performance.now();
    await printed(client, 'python', 'print(1)');
    cells.push(performance.now() - begun);
    const python = Number(await printed(client, 'python', ADDITIONS.python));
    const typescript = Number(await printed(client, 'typescript', ADDITIONS.typescript));
    operations.push(python - typescript);
  }
  client.dispose();
  return {
    firstStart: median(first),
    laterStart: median(later),
    trivialCell: median(cells),
    operation: median(operations),
  };
}
