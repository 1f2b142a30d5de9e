import { RequestType } from 'vscode-jsonrpc';
import type { Distribution } from './card.ts';
import type { TensorFormat } from './tensorFormats.ts';

/** One tensor of a file, as far as the file's directory tells. */
export interface TensorEntry {
  readonly name: string;
  /** `float32`, in PyTorch's words; the format's own where that has none. */
  readonly dtype: string;
  readonly shape: readonly number[];
  /** How many bytes its elements take. */
  readonly bytes: number;
  /** Why its elements cannot be read, where they cannot. */
  readonly problem?: string | undefined;
  /** The name of the tensor before it that shows the same elements. */
  readonly sharedWith?: string | undefined;
}

/** What a file of tensors holds, before any element is read. */
export interface TensorFile {
  readonly format: TensorFormat;
  readonly name: string;
  /** The size of the file, in bytes. */
  readonly bytes: number;
  readonly tensors: readonly TensorEntry[];
  /** The numbers and texts that the file has beside its tensors, each with its name. */
  readonly metadata: readonly (readonly [name: string, text: string])[];
  /** What is wrong with the file as a whole, in sentences. */
  readonly warnings: readonly string[];
}

/** What stands out in a tensor. */
export type TensorFinding =
  /** Elements that are NaN or infinite. */
  | { readonly kind: 'notFinite'; readonly count: number }
  /** A running variance below 0, or of 0: what it normalizes would be NaN, or blown up by 1 / √eps. */
  | { readonly kind: 'negativeVariance' | 'zeroVariance'; readonly min: number }
  /** Running statistics as they were initialized: mean 0 and variance 1. `counted`: a counter beside them says 0. */
  | { readonly kind: 'neverUpdated'; readonly counted: boolean }
  /** A matrix or kernel that is all zeros, or one value throughout. */
  | { readonly kind: 'allZero' }
  | { readonly kind: 'constant'; readonly value: number }
  /** Finite elements beyond ±65504, which float16 cannot hold. */
  | { readonly kind: 'beyondHalf'; readonly count: number };

export interface TensorDescription {
  /** Of complex numbers: of their magnitudes. */
  readonly distribution: Distribution;
  readonly zeros: number;
  readonly findings: readonly TensorFinding[];
}

/** How a tensor of two files differs, element by element. */
export interface TensorChange {
  /** How many elements differ; NaN does not differ from NaN. */
  readonly changed: number;
  /** The largest |after − before|; null where that is not finite. */
  readonly maximum: number | null;
  /** ‖after − before‖ / ‖before‖ by the Euclidean norm; null where that is not finite. */
  readonly relative: number | null;
}

/** A file to be read: on this machine by its path, from elsewhere by its bytes. */
export interface OpenTensorFile {
  /** With its ending, which tells ONNX files. */
  readonly name: string;
  readonly path?: string | undefined;
  readonly bytes?: Uint8Array | undefined;
}

/** Reads the directories of files in place of those that were open; rejects with the reason where one cannot be read. */
export const OpenRequest = new RequestType<{ readonly files: readonly OpenTensorFile[] }, TensorFile[], void>(
  'tensorFiles/open',
);

/** A tensor: the number of its file and its own number in it. */
export interface TensorPlace {
  readonly file: number;
  readonly tensor: number;
}

export const DescribeRequest = new RequestType<TensorPlace, TensorDescription, void>('tensorFiles/describe');

export interface ChangeParams {
  readonly before: TensorPlace;
  readonly after: TensorPlace;
}

export const ChangeRequest = new RequestType<ChangeParams, TensorChange, void>('tensorFiles/change');
