import { mkdtempSync, rmSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { type CellRun, TestKernel } from '../runner.ts';

/** Python code as it stands in a cell: without the indentation of the file that it is written in. */
export function dedent([text = '']: readonly string[]): string {
  const lines = text.replace(/^\n/, '').trimEnd().split('\n');
  const indent = Math.min(...lines.filter((line) => line.trim() !== '').map((line) => line.search(/\S/)));
  return lines.map((line) => line.slice(indent)).join('\n');
}

/** The Python cells of a suite: a kernel for each test, and a folder for snapshots that they share. */
export class PythonCells {
  readonly cache = mkdtempSync(path.join(os.tmpdir(), 'normscope-cache-'));
  kernel!: TestKernel;

  /** Registers with the suite that is being defined. */
  constructor() {
    beforeEach(() => {
      this.kernel = new TestKernel({ cacheFolder: this.cache }, 'Ann');
    });
    afterEach(() => {
      this.kernel.dispose();
    });
    after(() => {
      rmSync(this.cache, { recursive: true, force: true, maxRetries: 5 });
    });
  }

  readonly run = (code: string): Promise<CellRun> => this.kernel.run(code, 'python');
}
