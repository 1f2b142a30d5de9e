import type {
  ChangeParams,
  OpenTensorFile,
  TensorChange,
  TensorDescription,
  TensorFile,
  TensorPlace,
} from '../protocol/tensorFiles.ts';
import { changeOf } from './change.ts';
import { reasonOf, TensorFileError } from './errors.ts';
import { findingsOf } from './findings.ts';
import { type OpenedFile, openTensorFile } from './openTensorFile.ts';
import { statisticsOf, type TensorStatistics } from './statistics.ts';
import type { StoredTensor } from './storedTensor.ts';

/** The files that a view shows, and what has been found out about their tensors. */
export class TensorFiles {
  #files: readonly OpenedFile[] = [];
  #statistics = new Map<StoredTensor, Promise<TensorStatistics>>();

  /** Opens `files` in place of those that were open. Throws TensorFileError that says which cannot be read, and why. */
  async open(files: readonly OpenTensorFile[]): Promise<TensorFile[]> {
    await this.close();
    const opened: OpenedFile[] = [];
    for (const file of files) {
      try {
        opened.push(await openTensorFile(file));
      } catch (error) {
        await Promise.all(opened.map((each) => each.close()));
        throw new TensorFileError(`${file.name}: ${reasonOf(error)}`, { cause: error });
      }
    }
    this.#files = opened;
    return opened.map(({ summary }) => summary);
  }

  /** Throws TensorFileError where the tensor cannot be read. */
  async describe(place: TensorPlace): Promise<TensorDescription> {
    const tensor = this.#at(place);
    const statistics = await this.#statisticsOf(tensor);
    const { distribution, zeros } = statistics;
    const { tensors } = this.#files[place.file]!;
    const findings = await findingsOf(tensor, statistics, (name) => {
      const other = tensors.find((each) => each.name === name && each.elements !== undefined);
      return other === undefined ? Promise.resolve(undefined) : this.#statisticsOf(other).catch(() => undefined);
    });
    return { distribution, zeros, findings };
  }

  /** Throws TensorFileError where one of both cannot be read, or their shapes differ. */
  change({ before, after }: ChangeParams): Promise<TensorChange> {
    return changeOf(this.#at(before), this.#at(after));
  }

  async close(): Promise<void> {
    const files = this.#files;
    this.#files = [];
    this.#statistics = new Map();
    await Promise.all(files.map((file) => file.close()));
  }

  #at({ file, tensor }: TensorPlace): StoredTensor {
    const found = this.#files[file]?.tensors[tensor];
    if (found === undefined) throw new TensorFileError(`there is no tensor ${tensor} in file ${file}`);
    return found;
  }

  #statisticsOf(tensor: StoredTensor): Promise<TensorStatistics> {
    const known = this.#statistics.get(tensor);
    if (known !== undefined) return known;
    const statistics = statisticsOf(tensor);
    this.#statistics.set(tensor, statistics);
    return statistics;
  }
}
