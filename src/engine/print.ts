import { decodeAt, isFloating } from './dtype.ts';
import { formatFixed, formatScientific } from './numberFormat.ts';
import type { Tensor } from './tensor.ts';

/** PyTorch's default print options (https://docs.pytorch.org/docs/stable/generated/torch.set_printoptions.html). */
const PRECISION = 4;
const THRESHOLD = 1000;
const EDGE_ITEMS = 3;
const LINE_WIDTH = 80;

const PREFIX = 'tensor(';

type FormatNumber = (value: number) => string;

/** How all numbers of one tensor are written, padded to the same width. */
interface ElementFormat {
  readonly write: FormatNumber;
  readonly width: number;
}

/** The dtypes that PyTorch does not mention, as they are what a literal gives. */
const UNMENTIONED = new Set(['float32', 'int64', 'bool']);

function elementFormat(values: readonly number[], dtype: Tensor['dtype']): ElementFormat {
  const format =
    dtype === 'bool'
      ? (value: number) => (value === 0 ? 'False' : 'True')
      : isFloating(dtype)
        ? floatFormat(values)
        : String;
  const counted = isFloating(dtype) ? values.filter((value) => Number.isFinite(value) && value !== 0) : values;
  const width = counted.reduce((widest, value) => Math.max(widest, format(value).length), 1);
  return { write: (value) => format(value).padStart(width), width };
}

/** As integers where all are, with an exponent where magnitudes are far apart, else with four decimals. */
function floatFormat(values: readonly number[]): FormatNumber {
  const magnitudes = values.filter((value) => Number.isFinite(value) && value !== 0).map(Math.abs);
  const smallest = magnitudes.reduce((least, value) => Math.min(least, value), Infinity);
  const largest = magnitudes.reduce((most, value) => Math.max(most, value), 0);
  const scientific = magnitudes.length > 0 && (largest / smallest > 1000 || largest > 1e8 || smallest < 1e-4);
  if (scientific) return (value) => formatScientific(value, PRECISION);
  if (magnitudes.every(Number.isInteger)) {
    return (value) => formatFixed(value, 0) + (Number.isFinite(value) ? '.' : '');
  }
  return (value) => formatFixed(value, PRECISION);
}

/** The positions along a dimension that are printed; undefined stands for the ellipsis. */
function shownIndices(size: number, summarize: boolean): (number | undefined)[] {
  const all = Array.from({ length: size }, (_, index) => index);
  if (!summarize || size <= 2 * EDGE_ITEMS) return all;
  return [...all.slice(0, EDGE_ITEMS), undefined, ...all.slice(-EDGE_ITEMS)];
}

function shownValues(tensor: Tensor, summarize: boolean): number[] {
  const collect = (dim: number, offset: number): number[] =>
    dim === tensor.dim()
      ? [decodeAt(tensor.dtype, tensor.storage.data, offset)]
      : shownIndices(tensor.shape[dim]!, summarize).flatMap((index) =>
          index === undefined ? [] : collect(dim + 1, offset + index * tensor.strides[dim]!),
        );
  return collect(0, tensor.offset);
}

function formatRow(elements: readonly string[], width: number, indent: number): string {
  const perLine = Math.max(1, Math.floor((LINE_WIDTH - indent) / (width + 2)));
  const lines: string[] = [];
  for (let start = 0; start < elements.length; start += perLine) {
    lines.push(elements.slice(start, start + perLine).join(', '));
  }
  return `[${lines.join(`,\n${' '.repeat(indent + 1)}`)}]`;
}

function formatElements(tensor: Tensor, summarize: boolean, { write: format, width }: ElementFormat): string {
  const write = (dim: number, offset: number, indent: number): string => {
    if (dim === tensor.dim()) return format(decodeAt(tensor.dtype, tensor.storage.data, offset));
    const parts = shownIndices(tensor.shape[dim]!, summarize).map((index) =>
      index === undefined
        ? dim === tensor.dim() - 1
          ? ' ...'
          : '...'
        : write(dim + 1, offset + index * tensor.strides[dim]!, indent + 1),
    );
    if (dim === tensor.dim() - 1) return formatRow(parts, width, indent);
    const blankLines = '\n'.repeat(tensor.dim() - dim - 1);
    return `[${parts.join(`,${blankLines}${' '.repeat(indent + 1)}`)}]`;
  };
  return write(0, tensor.offset, PREFIX.length);
}

/** The text of `repr(tensor)` in PyTorch under its default print options. */
export function formatTensor(tensor: Tensor): string {
  const suffixes: string[] = [];
  let body: string;
  if (tensor.numel() === 0) {
    body = '[]';
    if (tensor.dim() !== 1) suffixes.push(`size=(${tensor.shape.join(', ')})`);
  } else {
    const summarize = tensor.numel() > THRESHOLD;
    body = formatElements(tensor, summarize, elementFormat(shownValues(tensor, summarize), tensor.dtype));
  }
  if (!UNMENTIONED.has(tensor.dtype) || (tensor.numel() === 0 && tensor.dtype !== 'float32')) {
    suffixes.push(`dtype=torch.${tensor.dtype}`);
  }
  if (tensor.gradientNode !== undefined) suffixes.push(`grad_fn=<${tensor.gradientNode.name}>`);
  else if (tensor.requiresGrad) suffixes.push('requires_grad=True');
  return appendSuffixes(PREFIX + body, suffixes);
}

function appendSuffixes(text: string, suffixes: readonly string[]): string {
  let result = text;
  // PyTorch counts two characters more than the line has.
  let lastLine = text.length - text.lastIndexOf('\n') + 1;
  for (const suffix of suffixes) {
    if (lastLine + suffix.length + 2 > LINE_WIDTH) {
      result += `,\n${' '.repeat(PREFIX.length)}${suffix}`;
      lastLine = PREFIX.length + suffix.length;
    } else {
      result += `, ${suffix}`;
      lastLine += suffix.length + 2;
    }
  }
  return `${result})`;
}
