import { readFileSync } from 'node:fs';
import type { DType, Tensor } from '../../src/engine/index.ts';
import { tensor } from '../../src/engine/index.ts';

/** What PyTorch gave: see test/fixtures/torch.json. */
export interface GoldenCase {
  readonly name: string;
  readonly kind: string;
  readonly layer?: string;
  readonly op?: string;
  readonly args?: Readonly<Record<string, unknown>>;
  readonly dtype?: DType;
  readonly mode?: 'train' | 'eval';
  readonly step_modes?: readonly ('train' | 'eval')[];
  readonly steps?: number;
  readonly inputs?: readonly string[];
  readonly initial?: Readonly<Record<string, string>>;
  readonly cotangents?: readonly string[];
  readonly expect?: Readonly<Record<string, readonly string[]>>;
  readonly rtol?: number;
  readonly atol?: number;
  readonly tol?: Readonly<Record<string, { readonly rtol: number; readonly atol: number }>>;
  readonly repr?: string;
  readonly value?: string;
  readonly requires_grad?: boolean;
  readonly error?: { readonly type: string; readonly message: string };
}

interface GoldenArray {
  readonly dtype: DType;
  readonly shape: readonly number[];
  readonly values: readonly (number | string)[];
}

interface GoldenFile {
  readonly cases: readonly GoldenCase[];
  readonly arrays: Readonly<Record<string, GoldenArray>>;
  readonly seeded: readonly { readonly seed: number; readonly code: string; readonly values: readonly number[] }[];
}

export const golden = JSON.parse(
  readFileSync(new URL('../fixtures/torch.json', import.meta.url), 'utf8'),
) as GoldenFile;

export function goldenCases(kind: string): readonly GoldenCase[] {
  return golden.cases.filter((entry) => entry.kind === kind);
}

function array(key: string): GoldenArray {
  const found = golden.arrays[key];
  if (found === undefined) throw new Error(`no array ${key}`);
  return found;
}

export function goldenTensor(key: string): Tensor {
  const { dtype, shape, values } = array(key);
  return tensor(values.map(Number), { dtype }).reshape(shape);
}

/** Throws unless `got` is the recorded array within the case's tolerance, NaN and infinities at the same places. */
export function expectClose(entry: GoldenCase, result: string, step: number, got: Tensor | undefined): void {
  const key = entry.expect?.[result]?.[step];
  if (key === undefined) return;
  const what = `${entry.name}: ${result}, step ${step}`;
  if (got === undefined) throw new Error(`${what} is missing`);
  const { shape, values, dtype } = array(key);
  if (String(got.shape) !== String(shape))
    throw new Error(`${what}: shape [${got.shape.join()}], expected [${shape.join()}]`);
  if (got.dtype !== dtype) throw new Error(`${what}: ${got.dtype}, expected ${dtype}`);
  const { rtol, atol } = entry.tol?.[result] ?? { rtol: entry.rtol ?? 0, atol: entry.atol ?? 0 };
  const actual = got.values();
  values.map(Number).forEach((expected, index) => {
    const value = actual[index];
    const same = Object.is(value, expected) || value === expected;
    if (same || Math.abs((value ?? NaN) - expected) <= atol + rtol * Math.abs(expected)) return;
    throw new Error(
      `${what}: element ${index} is ${value}, expected ${expected} ± ${atol + rtol * Math.abs(expected)}`,
    );
  });
}
