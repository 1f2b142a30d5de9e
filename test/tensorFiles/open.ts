import { fileURLToPath } from 'node:url';
import type { OpenTensorFile, TensorDescription, TensorFile } from '../../src/protocol/tensorFiles.ts';
import { TensorFiles } from '../../src/tensorFiles/index.ts';

/** A file that a framework wrote: see files/make.py. */
export function frameworkFile(name: string): OpenTensorFile {
  return { name, path: fileURLToPath(new URL(`files/${name}`, import.meta.url)) };
}

/** A file of `bytes`. */
export function fileOf(name: string, bytes: Uint8Array): OpenTensorFile {
  return { name, bytes };
}

export interface Described {
  readonly file: TensorFile;
  /** The description of each tensor that can be read, by its name, else the reason. */
  readonly tensors: ReadonlyMap<string, TensorDescription | string>;
}

/** Opens a file and describes all its tensors. */
export async function described(open: OpenTensorFile): Promise<Described> {
  const files = new TensorFiles();
  try {
    const [file] = await files.open([open]);
    const tensors = new Map<string, TensorDescription | string>();
    for (const [tensor, { name }] of file!.tensors.entries()) {
      const description = files.describe({ file: 0, tensor });
      tensors.set(name, await description.catch((error: unknown) => (error as Error).message));
    }
    return { file: file!, tensors };
  } finally {
    await files.close();
  }
}

/** Why a tensor of a file cannot be read; an empty text where it can. */
export function problemOf({ tensors }: Described, name: string): string {
  const found = tensors.get(name);
  return typeof found === 'string' ? found : '';
}
