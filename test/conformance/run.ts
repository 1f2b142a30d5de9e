import { Mismatch, Recorded, Unknown } from './compare.ts';
import { kerasKinds } from './keras.ts';
import type { Kinds } from './kinds.ts';
import { type Case, loadReference, type Manifest } from './manifest.ts';
import { numpyKinds } from './numpy.ts';
import { onnxKinds } from './onnx.ts';
import { runSeeded } from './seeded.ts';
import { tensorflowKinds } from './tensorflow.ts';
import { torchKinds } from './torch.ts';

const FRAMEWORKS: Readonly<Record<string, Kinds>> = {
  torch: torchKinds,
  keras: kerasKinds,
  tf: tensorflowKinds,
  tensorflow: tensorflowKinds,
  numpy: numpyKinds,
  onnx: onnxKinds,
};

/** Kinds that describe a module by its class and arguments; without those there is only Python source. */
const KINDS_OF_LAYERS = new Set(['layer', 'loss', 'error', 'repr', 'state_dict', 'weights']);

/** One thing to check: its name, and a function that throws where it fails. Undefined: it exists as Python source alone. */
export interface Check {
  readonly name: string;
  readonly run: (() => void) | undefined;
}

function isPythonSource(entry: Case): boolean {
  return (
    entry.kind === 'expr' || (KINDS_OF_LAYERS.has(entry.kind) && entry.layer === undefined && entry.op === undefined)
  );
}

function checkOf(entry: Case, manifest: Manifest): Check {
  const name = `${manifest.framework} ${entry.kind} ${entry.name}`;
  if (isPythonSource(entry)) return { name, run: undefined };
  return {
    name,
    run: () => {
      const kinds = FRAMEWORKS[manifest.framework];
      if (kinds === undefined) throw new Unknown(`the framework ${manifest.framework} is not known`);
      const run = kinds[entry.kind];
      if (run === undefined) throw new Unknown(`the kind ${entry.kind} is not known for ${manifest.framework}`);
      run(new Recorded(entry, manifest));
    },
  };
}

/** Everything that a folder of reference data has to check. */
export function checksOf(folder: string): Check[] {
  const { manifests, seeded } = loadReference(folder);
  return [
    ...manifests.flatMap((manifest) => manifest.cases.map((entry) => checkOf(entry, manifest))),
    ...seeded.map((entry) => ({
      name: `${entry.framework} seeded ${entry.code} after ${entry.seed}`,
      run: () => {
        runSeeded(entry);
      },
    })),
  ];
}

/** Runs the checks and prints what failed, with the worst error in units of the tolerance. Returns whether all passed. */
export function report(checks: readonly Check[]): boolean {
  let [passed, failed, skipped] = [0, 0, 0];
  for (const { name, run } of checks) {
    if (run === undefined) {
      skipped++;
      continue;
    }
    try {
      run();
      passed++;
    } catch (error) {
      failed++;
      const worst =
        error instanceof Mismatch && Number.isFinite(error.error) ? ` (×${error.error.toPrecision(3)})` : '';
      console.log(
        `FAILED ${name}${worst}: ${error instanceof Error ? `${error.name === 'Error' ? '' : `${error.name}: `}${error.message}` : String(error)}`,
      );
    }
  }
  if (skipped > 0) console.log(`${skipped} skipped: they exist as Python source only`);
  console.log(`${passed} passed, ${failed} failed`);
  return failed === 0;
}
