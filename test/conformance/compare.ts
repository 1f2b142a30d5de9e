import type { DType, Tensor } from '../../src/engine/index.ts';
import type { Case, Manifest, Tolerance } from './manifest.ts';

/** A result that is not what the framework gave. `error` is how many times the tolerance it is off. */
export class Mismatch extends Error {
  readonly error: number;

  constructor(message: string, error = Infinity) {
    super(message);
    this.error = error;
  }
}

/** A kind, layer, operation or argument that the runner does not know. */
export class Unknown extends Error {}

export function expectEqual(what: string, got: unknown, expected: unknown): void {
  const [left, right] = [JSON.stringify(got), JSON.stringify(expected)];
  if (left !== right) throw new Mismatch(`${what} is ${left}, expected ${right}`);
}

/** Throws unless a text is the expected one, with the first place where they part. */
export function expectText(what: string, got: string, expected: string): void {
  if (got === expected) return;
  const at = [...expected].findIndex((letter, index) => letter !== got[index]);
  throw new Mismatch(
    `${what} differs at character ${at < 0 ? expected.length : at}: ${JSON.stringify(got)}, expected ${JSON.stringify(expected)}`,
  );
}

/** Throws unless `got` is the recorded array: shape and dtype exactly, numbers within the tolerance. */
export function expectClose(what: string, got: Tensor, expected: Tensor, { rtol, atol }: Tolerance): void {
  expectEqual(`${what}: shape`, got.shape, expected.shape);
  if (got.dtype !== expected.dtype) throw new Mismatch(`${what}: dtype is ${got.dtype}, expected ${expected.dtype}`);
  const exact = !['float16', 'bfloat16', 'float32', 'float64'].includes(expected.dtype);
  const wanted = expected.values();
  let worst = 0;
  let where = -1;
  got.values().forEach((value, index) => {
    const target = wanted[index]!;
    if (Object.is(value, target) || value === target) return;
    const allowed = exact ? 0 : atol + rtol * Math.abs(target);
    const off = Math.abs(value - target) / allowed;
    if (!(off <= 1) && !(off <= worst)) [worst, where] = [off, index];
  });
  if (where < 0) return;
  throw new Mismatch(
    `${what}: element ${where} is ${got.values()[where]}, expected ${wanted[where]}: ${worst.toPrecision(3)} times the tolerance`,
    worst,
  );
}

/** What one case recorded, and the arrays to read it from. */
export class Recorded {
  readonly entry: Case;
  readonly #arrays: ReadonlyMap<string, Tensor>;

  constructor(entry: Case, manifest: Manifest) {
    this.entry = entry;
    this.#arrays = manifest.arrays;
  }

  get dtype(): DType {
    return (this.entry.dtype ?? 'float32') as DType;
  }

  /** A fresh copy of an array, for operations may change it. */
  tensor(key: string | undefined): Tensor {
    const found = key === undefined ? undefined : this.#arrays.get(key);
    if (found === undefined) throw new Unknown(`there is no array ${String(key)}`);
    return found.clone();
  }

  /** How many tensors are recorded under a result's name. */
  expectedCount(result: string): number {
    return this.entry.expect?.[result]?.length ?? 0;
  }

  toleranceOf(result: string, index: number): Tolerance {
    const { tol, rtol = 0, atol = 0 } = this.entry;
    return tol?.[`${result}.${index}`] ?? tol?.[result] ?? { rtol, atol };
  }

  /** Compares a result with what is recorded; nothing where that is nothing. */
  check(result: string, index: number, got: Tensor | undefined): void {
    const key = this.entry.expect?.[result]?.[index];
    if (key === undefined) return;
    const what = this.expectedCount(result) > 1 ? `${result}.${index}` : result;
    if (got === undefined) throw new Mismatch(`${what} is missing`);
    expectClose(what, got, this.tensor(key), this.toleranceOf(result, index));
  }

  /** Throws where a recorded result was never asked for: the runner must not overlook any. */
  checkComplete(known: readonly (string | RegExp)[]): void {
    for (const result of Object.keys(this.entry.expect ?? {})) {
      const isKnown = known.some((name) => (typeof name === 'string' ? name === result : name.test(result)));
      if (!isKnown) throw new Unknown(`nothing is known of the result ${result}`);
    }
  }
}
