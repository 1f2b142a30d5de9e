import { mkdtempSync, rmSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { KernelClient } from '../../src/extension/kernelClient.ts';
import type { ExecuteResult, KernelOptions } from '../../src/protocol/kernel.ts';
import type { Language } from '../../src/protocol/languages.ts';
import type { DisplayOutput, ErrorOutput, Output } from '../../src/protocol/output.ts';
import { CARD_MIME, TEXT_MIME } from '../../src/protocol/mime.ts';
import type { Card } from '../../src/protocol/card.ts';

const KERNEL = fileURLToPath(new URL('../../dist/kernel.js', import.meta.url));

/** What a cell did. */
export class CellRun {
  readonly outputs: readonly Output[];
  readonly result: ExecuteResult;

  constructor(outputs: readonly Output[], result: ExecuteResult) {
    this.outputs = outputs;
    this.result = result;
  }

  /** What was printed on stdout and stderr, in order. */
  get printed(): string {
    return this.outputs.map((output) => (output.type === 'stream' ? output.text : '')).join('');
  }

  /** The text of the last value, undefined where the cell had none. */
  get value(): string | undefined {
    const values = this.outputs.filter(
      (output): output is DisplayOutput => output.type === 'display' && output.executionCount !== undefined,
    );
    return values.at(-1)?.data[TEXT_MIME] as string | undefined;
  }

  get error(): ErrorOutput | undefined {
    return this.outputs.find((output) => output.type === 'error');
  }

  get cards(): Card[] {
    return this.outputs.flatMap((output) =>
      output.type === 'display' && CARD_MIME in output.data ? [output.data[CARD_MIME] as Card] : [],
    );
  }
}

/** A kernel process in a folder of its own, as a notebook has one. */
export class TestKernel {
  readonly folder = mkdtempSync(path.join(os.tmpdir(), 'normscope-kernel-'));
  readonly client: KernelClient;
  #executionCount = 0;
  #onText: (() => void) | undefined;

  /** `answer`: what the user types when a cell asks. */
  constructor(options: Omit<KernelOptions, 'folder'> = {}, answer: string | null = null) {
    this.client = new KernelClient(KERNEL, { folder: this.folder, ...options }, () => Promise.resolve(answer));
  }

  async run(code: string, language: Language = 'typescript'): Promise<CellRun> {
    const outputs: Output[] = [];
    const cell = { code, language, executionCount: ++this.#executionCount };
    const result = await this.client.execute(cell, (output) => {
      outputs.push(output);
      if (output.type === 'stream') this.#onText?.();
    });
    return new CellRun(outputs, result);
  }

  /** Settles when the running cell prints next: it is in the midst of its work, however slow the machine. */
  nextText(): Promise<void> {
    return new Promise((resolve) => {
      this.#onText = resolve;
    });
  }

  dispose(): void {
    this.client.dispose();
    rmSync(this.folder, { recursive: true, force: true });
  }
}
