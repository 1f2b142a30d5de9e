import { parseArgs } from 'node:util';
import { EXIT } from './exit.ts';

const USAGE = `Usage: normscope run FILE [--output OUT.ipynb] [--json] [--timeout SECONDS] [--threads N]
       normscope export FILE --to html|markdown|script [--output OUT] [--lang en|zh-cn]
       normscope inspect FILE
       normscope strip [--keep-charts] < NOTEBOOK.ipynb

run: runs an .ipynb, .md, .py, .ts or .js file top to bottom and prints what its cells print and show.

  --output OUT.ipynb   writes the executed notebook, charts included
  --json               prints the outputs of all cells as one JSON document
  --timeout SECONDS    stops the run after that time
  --threads N          computes on N threads (default: the machine's cores but one)

export: writes a notebook, as it was saved, in another format; no cell runs.

  --to html            one page that needs nothing else, with its charts
  --to markdown        Markdown, with the pictures in a folder beside it
  --to script          a program in the language that most cells are in
  --output OUT         where to (default: beside FILE, under its name)
  --lang LANGUAGE      of the page's own few texts

inspect: prints the tensors of a .npy, .npz, .safetensors, .pt, .pth or .onnx file, with their statistics; no code in it runs.

strip: takes the outputs out of the notebook that it reads, changes nothing else, and prints it: a filter for git.

  --keep-charts        leaves charts and pictures

Exit code: 0 when all went well, 1 when a cell failed, 2 when the file cannot be read.`;

function fail(message: string): number {
  console.error(`${message}\n\n${USAGE}`);
  return EXIT.unreadable;
}

/** The one of `values` that is `text`. Throws an Error that names them all where there is none. */
function oneOf<T extends string>(option: string, values: readonly T[], text: string): T {
  const value = values.find((candidate) => candidate === text);
  if (value === undefined) throw new Error(`${option} takes one of ${values.join(', ')}, not ${text}`);
  return value;
}

async function runCommand(args: string[]): Promise<number> {
  const { values, positionals } = parseArgs({
    args,
    allowPositionals: true,
    options: {
      output: { type: 'string' },
      json: { type: 'boolean', default: false },
      timeout: { type: 'string' },
      threads: { type: 'string' },
    },
  });
  const [file, ...rest] = positionals;
  if (file === undefined || rest.length > 0) return fail('Expected: run FILE');
  const timeoutSeconds = values.timeout === undefined ? undefined : Number(values.timeout);
  if (timeoutSeconds !== undefined && !(timeoutSeconds > 0)) {
    return fail(`--timeout takes a number of seconds above 0, not ${values.timeout}`);
  }
  const threads = values.threads === undefined ? undefined : Number(values.threads);
  if (threads !== undefined && !(Number.isInteger(threads) && threads >= 1)) {
    return fail(`--threads takes a whole number from 1 on, not ${values.threads}`);
  }
  const { run } = await import('./run.ts');
  return run(file, { output: values.output, json: values.json, timeoutSeconds, threads });
}

async function exportCommand(args: string[]): Promise<number> {
  const { values, positionals } = parseArgs({
    args,
    allowPositionals: true,
    options: {
      to: { type: 'string' },
      output: { type: 'string' },
      lang: { type: 'string', default: 'en' },
    },
  });
  const [file, ...rest] = positionals;
  if (file === undefined || rest.length > 0 || values.to === undefined)
    return fail('Expected: export FILE --to FORMAT');
  const { EXPORT_FORMATS, exportFile, TEXT_LANGUAGES } = await import('./export.ts');
  return exportFile(file, {
    format: oneOf('--to', EXPORT_FORMATS, values.to),
    output: values.output,
    lang: oneOf('--lang', TEXT_LANGUAGES, values.lang),
  });
}

async function inspectCommand(args: string[]): Promise<number> {
  const { positionals } = parseArgs({ args, allowPositionals: true, options: {} });
  const [file, ...rest] = positionals;
  if (file === undefined || rest.length > 0) return fail('Expected: inspect FILE');
  const { inspect } = await import('./inspect.ts');
  return inspect(file);
}

async function stripCommand(args: string[]): Promise<number> {
  const { values } = parseArgs({ args, options: { 'keep-charts': { type: 'boolean', default: false } } });
  const { strip } = await import('./strip.ts');
  return strip(values['keep-charts'] ? 'charts' : 'none');
}

async function main(): Promise<number> {
  const [command, ...args] = process.argv.slice(2);
  if (process.argv.includes('--help')) {
    console.log(USAGE);
    return EXIT.success;
  }
  switch (command) {
    case 'run':
      return runCommand(args);
    case 'export':
      return exportCommand(args);
    case 'inspect':
      return inspectCommand(args);
    case 'strip':
      return stripCommand(args);
    default:
      return fail('Expected: run FILE, export FILE, inspect FILE or strip');
  }
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
