import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { io, type Tensor } from '../../src/engine/index.ts';

/** An argument as the manifest writes it: see README.md of the reference data. */
export type RecordedValue =
  null | boolean | number | string | readonly RecordedValue[] | { readonly [name: string]: RecordedValue };

export type RecordedArguments = Readonly<Record<string, RecordedValue>>;

export interface Tolerance {
  readonly rtol: number;
  readonly atol: number;
}

/** One case; which fields it has depends on its kind. */
export interface Case {
  readonly name: string;
  readonly kind: string;
  readonly category: string;
  readonly layer?: string;
  readonly op?: string;
  readonly args?: RecordedArguments;
  readonly dtype?: string;
  readonly mode?: 'train' | 'eval';
  readonly step_modes?: readonly ('train' | 'eval')[];
  readonly steps?: number;
  readonly inputs?: readonly string[];
  readonly list_input?: boolean;
  readonly initial?: Readonly<Record<string, string>>;
  readonly adapt?: string;
  readonly cotangents?: readonly string[];
  readonly expect?: Readonly<Record<string, readonly string[]>>;
  readonly rtol?: number;
  readonly atol?: number;
  readonly tol?: Readonly<Record<string, Tolerance>>;
  readonly py?: string;
  readonly repr?: string;
  readonly value?: string;
  readonly shape?: readonly number[];
  readonly requires_grad?: boolean;
  readonly grad_fn?: string | null;
  readonly fused?: boolean | null;
  readonly build_shape?: readonly number[];
  readonly error?: { readonly type: string; readonly message: string; readonly stage?: string };
  readonly state_dict?: readonly {
    readonly name: string;
    readonly shape: readonly number[];
    readonly dtype: string;
    readonly kind: string;
  }[];
  readonly parameter_count?: number;
  readonly weights?: readonly {
    readonly name: string;
    readonly path: string;
    readonly shape: readonly number[];
    readonly dtype: string;
    readonly trainable: boolean;
  }[];
  readonly count_params?: number;
  readonly model?: readonly { readonly name: string; readonly layer: string; readonly args: RecordedArguments }[];
  readonly loss?: { readonly layer: string; readonly args: RecordedArguments };
  readonly optimizer?: { readonly name: string; readonly args: RecordedArguments };
  readonly eval_input?: string;
  readonly not_compared?: readonly string[];
}

/** What a framework gave right after seeding. */
export interface SeededCase {
  readonly framework: string;
  readonly seed: number;
  readonly code: string;
  readonly values: readonly number[];
}

export interface Manifest {
  readonly framework: string;
  readonly cases: readonly Case[];
  readonly arrays: ReadonlyMap<string, Tensor>;
}

export interface Reference {
  readonly manifests: readonly Manifest[];
  readonly seeded: readonly SeededCase[];
}

/** All manifests of a folder: JSON files with `framework` and `cases`, and those of seeded numbers. Throws where there is none. */
export function loadReference(folder: string): Reference {
  const manifests: Manifest[] = [];
  const seeded: SeededCase[] = [];
  for (const file of readdirSync(folder)
    .filter((name) => name.endsWith('.json'))
    .sort()) {
    const content = JSON.parse(readFileSync(path.join(folder, file), 'utf8')) as {
      framework?: string;
      arrays?: string;
      cases?: unknown[];
    };
    if (content.framework !== undefined && content.cases !== undefined) {
      const arrays =
        content.arrays === undefined
          ? new Map<string, Tensor>()
          : io.loadSafetensors(readFileSync(path.join(folder, content.arrays))).tensors;
      manifests.push({ framework: content.framework, cases: content.cases as Case[], arrays });
    } else if (content.cases !== undefined) seeded.push(...(content.cases as SeededCase[]));
  }
  if (manifests.length === 0 && seeded.length === 0) throw new Error(`${folder} holds no reference data`);
  return { manifests, seeded };
}
