import { writeFileSync } from 'node:fs';
import { histogramFigure } from '../../charts/figures.ts';
import { formatCount, formatStatistic } from '../../charts/format.ts';
import { io, Tensor } from '../../engine/index.ts';
import type {
  TensorStatistics,
  Variable,
  VariableDetail,
  VariableDistribution,
  VariableList,
  VariablePath,
  VariableQuestion,
  VariableQuestions,
} from '../../protocol/variables.ts';
import type { InspectedValue, VariableSource } from '../languages/variableSource.ts';
import { VariableChanges } from './changes.ts';
import { formatElement, statisticsOf, TensorDistributions } from './tensorStatistics.ts';

/** The next cell waits for an answer: statistics that take longer are given in several. */
const MOST_MILLISECONDS = 25;

/** The name of a tensor in a file that has it alone. */
const LONE_NAME = 'tensor';

type SaveParams = VariableQuestions['saveVariable']['params'];

/** Answers what is asked about the variables of several languages. */
export class Variables {
  readonly #sources: readonly VariableSource[];
  readonly #distributions = new TensorDistributions();
  readonly #changes = new VariableChanges();

  /** `sources`: what several know by one name is told of as the first of them has it. */
  constructor(sources: readonly VariableSource[]) {
    this.#sources = sources;
  }

  /** Null where nothing is there that could be told of. */
  answer(question: VariableQuestion): VariableQuestions[keyof VariableQuestions]['answer'] | null {
    switch (question.kind) {
      case 'variables':
        return this.#list(question.params.run);
      case 'variableBytes':
        return bytesOf(this.#found().found.map(([, value]) => value));
      case 'variableParts':
        return this.#parts(question.params.path);
      case 'variableStatistics':
        return this.#statistics(question.params.paths);
      case 'variable':
        return this.#detail(question.params.path);
      case 'variableDistribution':
        return this.#distribution(question.params.path);
      case 'variableText':
        return this.#at(question.params.path)?.source.text(...placeOf(question.params.path)) ?? null;
      case 'saveVariable':
        return { problem: this.#save(question.params) };
    }
  }

  #list(run: number): VariableList {
    const { found, omitted } = this.#found();
    const variables = this.#changes.mark(run, found);
    variables.sort((a, b) => collator.compare(a.path.name, b.path.name));
    return { variables, omitted, bytes: bytesOf(found.map(([, value]) => value)) };
  }

  /** All variables; a tensor that several languages know by one name is told of once. */
  #found(): { found: (readonly [Variable, InspectedValue])[]; omitted: number } {
    const found: (readonly [Variable, InspectedValue])[] = [];
    const known = new Map<string, readonly Tensor[]>();
    let omitted = 0;
    for (const source of this.#sources) {
      const list = source.list();
      omitted += list.omitted;
      for (const value of list.found) {
        const { label: name, tensor, tensors } = value;
        if (tensor !== undefined && known.get(name)?.includes(tensor) === true) continue;
        known.set(name, tensors);
        found.push([this.#variable({ language: source.language, name, steps: [] }, value), value]);
      }
    }
    return { found, omitted };
  }

  #at(path: VariablePath): { source: VariableSource; value: InspectedValue } | undefined {
    for (const source of this.#sources.filter(({ language }) => language === path.language)) {
      const value = source.at(...placeOf(path));
      if (value !== undefined) return { source, value };
    }
    return undefined;
  }

  #parts(path: VariablePath): Variable[] {
    const parts = this.#at(path)?.source.parts(...placeOf(path)) ?? [];
    return parts.map((part) => this.#variable({ ...path, steps: [...path.steps, part.step] }, part));
  }

  #statistics(paths: readonly VariablePath[]): (TensorStatistics | null)[] {
    const deadline = performance.now() + MOST_MILLISECONDS;
    const found: (TensorStatistics | null)[] = [];
    for (const path of paths) {
      if (found.length > 0 && performance.now() > deadline) break;
      found.push(this.#statisticsOf(this.#at(path)?.value.tensor) ?? null);
    }
    return found;
  }

  #detail(path: VariablePath): VariableDetail | null {
    const other = path.language === 'python' ? 'typescript' : 'python';
    const found = this.#at(path) ?? this.#at({ ...path, language: other });
    if (found === undefined) return null;
    const { source, value } = found;
    const statistics = this.#statisticsOf(value.tensor);
    return {
      variable: this.#variable({ ...path, language: source.language }, value),
      ...(statistics && { statistics }),
      ...(value.kind === 'module' ? { representation: source.text(...placeOf(path)) } : {}),
    };
  }

  #distribution(path: VariablePath): VariableDistribution | null {
    const value = this.#at(path)?.value;
    const statistics = this.#statisticsOf(value?.tensor);
    if (value?.tensor === undefined || statistics === undefined) return null;
    const { histogram, sample } = this.#distributions.of(value.tensor);
    const { low, high, counts, below, above } = histogram;
    const width = (high - low) / Math.max(1, counts.length);
    const border = (bin: number): string => formatStatistic(low + bin * width, high - low);
    const row = (from: string, to: string, count: number) => ({ from, to, count: count.toLocaleString('en-US') });
    const bins = [
      ...(below > 0 ? [row(statistics.min, border(0), below)] : []),
      ...counts.map((count, bin) => row(border(bin), border(bin + 1), count)),
      ...(above > 0 ? [row(border(counts.length), statistics.max, above)] : []),
    ];
    return {
      variable: this.#variable(path, value),
      statistics,
      elements: value.tensor.numel().toLocaleString('en-US'),
      ...(sample === undefined ? {} : { sample: sample.toLocaleString('en-US') }),
      ...(below + above > 0 ? { outside: (below + above).toLocaleString('en-US') } : {}),
      chart: histogramFigure(histogram, {}),
      bins,
    };
  }

  #statisticsOf(tensor: Tensor | undefined): TensorStatistics | undefined {
    if (tensor === undefined || tensor.numel() === 0 || isDisposed(tensor)) return undefined;
    return statisticsOf(this.#distributions.of(tensor), tensor.dtype);
  }

  #variable(path: VariablePath, value: InspectedValue): Variable {
    const { label, kind, type, text, tensor, tensors, hasParts } = value;
    const known = tensor && this.#distributions.known(tensor);
    const elements = tensors.reduce((sum, each) => sum + each.numel(), 0);
    return {
      ...{ path, label, kind, type, hasParts },
      text: tensor === undefined ? text : tensorText(tensor),
      ...(tensor && { shape: tensor.shape, dtype: tensor.dtype }),
      ...(known && { statistics: statisticsOf(known, tensor.dtype) }),
      ...(hasParts && tensor === undefined && tensors.length > 0
        ? { contents: { tensors: tensors.length, elements: formatCount(elements) } }
        : {}),
    };
  }

  #save({ path, file, format }: SaveParams): string {
    const found = this.#at(path);
    if (found === undefined) return `${path.name}${path.steps.join('')} is no longer there`;
    const { tensor } = found.value;
    const tensors = tensor === undefined ? found.source.state(...placeOf(path)) : new Map([[LONE_NAME, tensor]]);
    try {
      if (format === 'npy' && tensor === undefined)
        throw new Error('a .npy file holds one tensor: save as .safetensors');
      if (tensors.size === 0) throw new Error('there is no tensor in it');
      writeFileSync(file, format === 'npy' ? io.saveNpy(tensor!) : io.saveSafetensors(tensors));
      return '';
    } catch (error) {
      return error instanceof Error ? error.message : String(error);
    }
  }
}

const collator = new Intl.Collator('en', { numeric: true });

function placeOf({ name, steps }: VariablePath): [name: string, steps: readonly string[]] {
  return [name, steps];
}

function isDisposed({ storage }: Tensor): boolean {
  try {
    return storage.data.length < 0;
  } catch {
    return true;
  }
}

/** The number of a tensor that has one; a tensor that was disposed of says so. */
function tensorText(tensor: Tensor): string {
  if (isDisposed(tensor)) return 'disposed';
  return tensor.numel() === 1 ? formatElement(tensor.item(), tensor.dtype) : '';
}

/** How much memory all tensors take together; memory that several share counts once. */
function bytesOf(values: readonly InspectedValue[]): number {
  const storages = new Set(
    values
      .flatMap(({ tensors }) => tensors)
      .filter((each) => !isDisposed(each))
      .map((each) => each.storage),
  );
  return [...storages].reduce((sum, storage) => sum + storage.data.byteLength, 0);
}
