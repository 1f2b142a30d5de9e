import { parseArgs } from 'node:util';
import { EXIT, run } from './run.ts';

const USAGE = `Usage: normscope run FILE [--output OUT.ipynb] [--json] [--timeout SECONDS] [--threads N]

Runs an .ipynb, .md, .py, .ts or .js file top to bottom and prints what its cells print and show.

  --output OUT.ipynb   writes the executed notebook, charts included
  --json               prints the outputs of all cells as one JSON document
  --timeout SECONDS    stops the run after that time
  --threads N          computes on N threads (default: the machine's cores but one)

Exit code: 0 when all cells ran, 1 when one failed, 2 when the file cannot be read.`;

function fail(message: string): number {
  console.error(`${message}\n\n${USAGE}`);
  return EXIT.unreadable;
}

async function main(): Promise<number> {
  const { values, positionals } = parseArgs({
    allowPositionals: true,
    options: {
      output: { type: 'string' },
      json: { type: 'boolean', default: false },
      timeout: { type: 'string' },
      threads: { type: 'string' },
      help: { type: 'boolean', default: false },
    },
  });
  const [command, file, ...rest] = positionals;
  if (values.help) {
    console.log(USAGE);
    return EXIT.success;
  }
  if (command !== 'run' || file === undefined || rest.length > 0) return fail('Expected: run FILE');
  const timeoutSeconds = values.timeout === undefined ? undefined : Number(values.timeout);
  if (timeoutSeconds !== undefined && !(timeoutSeconds > 0)) {
    return fail(`--timeout takes a number of seconds above 0, not ${values.timeout}`);
  }
  const threads = values.threads === undefined ? undefined : Number(values.threads);
  if (threads !== undefined && !(Number.isInteger(threads) && threads >= 1)) {
    return fail(`--threads takes a whole number from 1 on, not ${values.threads}`);
  }
  return run(file, { output: values.output, json: values.json, timeoutSeconds, threads });
}

// Whoever reads our output may stop early, as `head` does; what would follow is not wanted.
process.stdout.on('error', (error: NodeJS.ErrnoException) => {
  if (error.code === 'EPIPE') process.exit();
  throw error;
});

try {
  process.exitCode = await main();
} catch (error) {
  process.exitCode = fail(error instanceof Error ? error.message : String(error));
}
