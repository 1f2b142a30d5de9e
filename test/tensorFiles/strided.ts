import { openTensorFile } from '../../src/tensorFiles/openTensorFile.ts';
import { valuesOf } from '../../src/tensorFiles/storedTensor.ts';
import { frameworkFile } from './open.ts';

/** The elements of a tensor in a file that a framework wrote, in row-major order. */
export async function strided(file: string, name: string): Promise<number[]> {
  const opened = await openTensorFile(frameworkFile(file));
  const tensor = opened.tensors.find((each) => each.name === name);
  const values: number[] = [];
  if (tensor !== undefined) for await (const piece of valuesOf(tensor, 'rowMajor')) values.push(...piece);
  await opened.close();
  return values;
}
