import { remark, type Remark } from './remark.ts';

/** What ended a cell, in the framework's words. */
export interface CellError {
  readonly message: string;
}

/** `nn.BatchNorm1d(64)`; the last group is what follows the channels. */
const BATCH_NORM = /\b((?:torch\.)?nn\.)BatchNorm[123]d\s*\(\s*(\d+)\s*(.)/g;

/** As many groups as Wu and He take (arXiv:1803.08494), 32, or fewer: a power of two that leaves each two channels. */
function groupsOf(channels: number): number | undefined {
  return [32, 16, 8, 4, 2, 1].find((groups) => channels % groups === 0 && channels / groups >= 2);
}

/**
 * A group normalization in place of a batch normalization of so many channels: of the one that the newest cell writes which
 * writes any, if it has no options, which group normalization does not have.
 */
function groupNormInstead(channels: number, cells: ReadonlyMap<number, string>): Pick<Remark, 'about' | 'change'> {
  const groups = groupsOf(channels);
  for (const [executionCount, code] of [...cells].reverse()) {
    const found = [...code.matchAll(BATCH_NORM)].filter(([, , written]) => Number(written) === channels);
    const [only] = found;
    if (only === undefined) continue;
    if (groups === undefined || found.length > 1 || only[3] !== ')') return {};
    const before = code.slice(0, only.index).split('\n');
    return {
      about: { executionCount, line: before.length, column: before.at(-1)!.length, length: only[0].length },
      change: { kind: 'replaceText', found: only[0], text: `${only[1]}GroupNorm(${groups}, ${channels})` },
    };
  }
  return {};
}

/** PyTorch's refusal of a statistic of one value. */
function oneValuePerChannel({ message }: CellError, cells: ReadonlyMap<number, string>): Remark | undefined {
  const found = /^Expected more than 1 (value per channel|spatial element) when training, got input size (.*)$/.exec(
    message,
  );
  if (found === null) return undefined;
  const shape = found[2]!.replace(/^torch\.Size\((.*)\)$/, '$1').slice(0, 100);
  const channels = found[1] === 'value per channel' ? Number(/^\[1, (\d+)/.exec(shape)?.[1]) : NaN;
  return remark('norm.one-value-per-channel', 'error', { shape }, groupNormInstead(channels, cells));
}

/** A layer of other channels than its input has: mostly they are the last dimension, and PyTorch looks for them in the second. */
function channelAxis({ message }: CellError): Remark | undefined {
  const ofFunction = /^running_mean should contain (\d+) elements not (\d+)$/.exec(message);
  if (ofFunction !== null) {
    const [found, expected] = ofFunction.slice(1).map(Number);
    return remark('norm.channel-axis', 'error', { expected: expected!, found: found! });
  }
  const ofInstance = /size at dim=\d+ to match num_features \((\d+)\), but got: (\d+)\.$/.exec(message);
  if (ofInstance === null) return undefined;
  const [expected, found] = ofInstance.slice(1).map(Number);
  return remark('norm.channel-axis', 'error', { expected: expected!, found: found! });
}

/**
 * Statistics for `tf.nn.batch_normalization` that fit axis 1 of the input and not the last one, which they are broadcast
 * along: they belong to channels last.
 */
function statisticsShape({ message }: CellError): Remark | undefined {
  const shapes = /Incompatible shapes: \[([\d,]+)\] vs\. \[(\d+)\]/.exec(message);
  if (shapes === null) return undefined;
  const [input, size] = [shapes[1]!.split(',').map(Number), Number(shapes[2])];
  if (input.length < 3 || input[1] !== size || input.at(-1) === size) return undefined;
  return remark('norm.statistics-shape', 'error', {
    statistics: `[${size}]`,
    shape: `[${input.join(', ')}]`,
    fitting: `[${[size, ...input.slice(2).map(() => 1)].join(', ')}]`,
  });
}

/** `view(-1, 800)`, `reshape([-1, 32 * 5 * 5])`: the columns, as they are written. */
const FLATTENING = /\b(?:view|reshape)\s*\(\s*\[?\s*-1\s*,\s*(\d+(?:\s*\*\s*\d+)*)\s*\]?\s*\)/g;

function product(text: string): number {
  return text.split('*').reduce((result, factor) => result * Number(factor), 1);
}

/** The columns that fit, written as those that were found: `32 * 5 * 5` as `32 * 14 * 14` where that comes out even. */
function written(text: string, fitting: number): string {
  const [first, ...rest] = text.split('*').map(Number);
  const size = Math.sqrt(fitting / first!);
  return rest.length === 2 && rest[0] === rest[1] && Number.isInteger(size)
    ? `${first} * ${size} * ${size}`
    : String(fitting);
}

/**
 * As many rows of scores as there are targets are missing or surplus: somewhere the batch was reshaped. What is written in a
 * `view(-1, F)` of the cells tells which F keeps it: rows·F / targets, if that comes out even.
 */
function viewChangesBatch({ message }: CellError, cells: ReadonlyMap<number, string>): Remark | undefined {
  const sizes = /^Expected input batch_size \((\d+)\) to match target batch_size \((\d+)\)/.exec(message);
  if (sizes === null) return undefined;
  const [rows, batch] = sizes.slice(1).map(Number) as [number, number];
  for (const [executionCount, code] of [...cells].reverse()) {
    for (const match of code.matchAll(FLATTENING)) {
      const features = product(match[1]!);
      const fitting = (rows * features) / batch;
      if (!Number.isInteger(fitting) || fitting === features) continue;
      const before = code.slice(0, match.index).split('\n');
      const about = { executionCount, line: before.length, column: before.at(-1)!.length, length: match[0].length };
      return remark(
        'norm.view-changes-batch',
        'error',
        { rows, batch, features, fitting },
        { about, change: { kind: 'replaceText', found: match[1]!, text: written(match[1]!, fitting) } },
      );
    }
  }
  return remark('norm.view-changes-batch', 'error', { rows, batch });
}

/** What there is to say about an error that ended a cell, beyond its own words. `cells`: the code that ran, in order. */
export function remarksOnError(error: CellError, cells: ReadonlyMap<number, string>): Remark[] {
  return [
    oneValuePerChannel(error, cells),
    channelAxis(error),
    statisticsShape(error),
    viewChangesBatch(error, cells),
  ].filter((each) => each !== undefined);
}
