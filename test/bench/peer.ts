import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { PEERS, ROOT } from './paths.ts';

/** A framework in a process of its own that runs works on request. */
export interface Peer {
  readonly name: string;
  readonly version: string;
  readonly works: readonly string[];
  /** Milliseconds of each of `reps` runs. */
  measure(work: string, reps: number): Promise<number[]>;
  end(): void;
}

interface PeerProgram {
  readonly runtime: 'python' | 'node' | 'native';
  readonly file: string;
  readonly args?: readonly string[];
  readonly environment?: Readonly<Record<string, string>>;
  /** Computes on one thread, whatever it is asked for. */
  readonly singleThreaded?: boolean;
}

/** An allocator that keeps freed blocks: no page is touched for the first time in a measurement. */
const KEEPING_ALLOCATOR = {
  MALLOC_MMAP_MAX_: '0',
  MALLOC_TRIM_THRESHOLD_: '68719476736',
  MALLOC_TOP_PAD_: '268435456',
};

/** The peers by the names that `--peers` takes; `torch` is what ratios refer to. */
export const PEER_PROGRAMS: Readonly<Record<string, PeerProgram>> = {
  torch: { runtime: 'python', file: 'torch_peer.py' },
  'torch-nofault': { runtime: 'python', file: 'torch_peer.py', environment: KEEPING_ALLOCATOR },
  'tf-eager': { runtime: 'python', file: 'tensorflow_peer.py' },
  'tf-graph': { runtime: 'python', file: 'tensorflow_peer.py', args: ['graph'] },
  numpy: { runtime: 'python', file: 'numpy_peer.py', singleThreaded: true },
  onnxruntime: { runtime: 'python', file: 'onnxruntime_peer.py' },
  'tfjs-wasm': { runtime: 'node', file: 'tfjs_peer.mjs', args: ['wasm'], singleThreaded: true },
  'tfjs-cpu': { runtime: 'node', file: 'tfjs_peer.mjs', args: ['cpu'], singleThreaded: true },
  'jax-js': { runtime: 'node', file: 'jax_peer.mjs', singleThreaded: true },
  native: { runtime: 'native', file: 'native' },
};

/** The command that runs a program, or undefined where what it needs is not installed. BENCH_PYTHON names another Python. */
function commandOf({ runtime, file }: PeerProgram): string[] | undefined {
  const program = fileURLToPath(new URL(`test/bench/peers/${file}`, ROOT));
  const installed = (path: string): string | undefined => {
    const found = fileURLToPath(new URL(path, PEERS));
    return existsSync(found) ? found : undefined;
  };
  if (runtime === 'node') return installed('node_modules') === undefined ? undefined : [process.execPath, program];
  if (runtime === 'native') {
    const binary = installed(file);
    return binary === undefined ? undefined : [binary];
  }
  const python = process.env.BENCH_PYTHON ?? installed('bin/python');
  return python === undefined ? undefined : [python, program];
}

/** Starts a peer with so many threads; undefined where it is not installed. */
export async function startPeer(name: string, threads: number): Promise<Peer | undefined> {
  const program = PEER_PROGRAMS[name]!;
  const command = commandOf(program);
  if (command === undefined || (threads > 1 && program.singleThreaded === true)) return undefined;
  const [executable, ...args] = command as [string, ...string[]];
  const child = spawn(executable, [...args, String(threads), ...(program.args ?? [])], {
    stdio: ['pipe', 'pipe', 'ignore'],
    env: { ...process.env, BENCH_FOLDER: fileURLToPath(PEERS), ...program.environment },
  });
  // A program that does not start says so by its silence.
  child.on('error', () => undefined);
  const lines = createInterface({ input: child.stdout })[Symbol.asyncIterator]();
  const next = async (): Promise<Record<string, unknown> | undefined> => {
    const line = await lines.next();
    return line.done === true ? undefined : (JSON.parse(line.value) as Record<string, unknown>);
  };
  const greeting = await next();
  if (greeting === undefined) return undefined;
  const { version, works } = greeting as { version: string; works: string[] };
  return {
    name,
    version,
    works,
    measure: async (work, reps) => {
      child.stdin.write(`${JSON.stringify({ work, reps })}\n`);
      const answer = await next();
      if (answer === undefined) throw new Error(`${name} ended while it ran ${work}`);
      return answer.ms as number[];
    },
    end: () => child.stdin.end(),
  };
}
