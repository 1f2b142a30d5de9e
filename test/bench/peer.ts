import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';

const FOLDER = fileURLToPath(new URL('../../.bench/', import.meta.url));

/** The Python that `npm run bench:peers` installed the frameworks for; BENCH_PYTHON names another. */
function python(): string | undefined {
  const installed = `${FOLDER}bin/python`;
  return process.env.BENCH_PYTHON ?? (existsSync(installed) ? installed : undefined);
}

/** A framework in a process of its own that runs works on request. */
export interface Peer {
  readonly name: string;
  readonly version: string;
  /** Milliseconds of each of `reps` runs. */
  measure(work: string, reps: number): Promise<number[]>;
  end(): void;
}

/** PyTorch with so many threads; undefined where it is not installed. */
export async function startTorch(threads: number): Promise<Peer | undefined> {
  const command = python();
  if (command === undefined) return undefined;
  const program = fileURLToPath(new URL('peers/torch_peer.py', import.meta.url));
  const child = spawn(command, [program, String(threads)], { stdio: ['pipe', 'pipe', 'inherit'] });
  const lines = createInterface({ input: child.stdout });
  const next = async (): Promise<Record<string, unknown>> => {
    const [line] = (await once(lines, 'line')) as [string];
    return JSON.parse(line) as Record<string, unknown>;
  };
  const { version } = (await next()) as { version: string };
  return {
    name: 'torch',
    version,
    measure: async (work, reps) => {
      const answer = next();
      child.stdin.write(`${JSON.stringify({ work, reps })}\n`);
      return (await answer).ms as number[];
    },
    end: () => child.stdin.end(),
  };
}
