import type { TensorEntry, TensorFile } from '../../protocol/tensorFiles.ts';
import { formatCount, formatSizes, formatStatistic } from '../format.ts';
import type { TensorFileTexts } from '../texts/tensorFileTexts.ts';

const UNITS = ['KB', 'MB', 'GB', 'TB'] as const;

/** `512 B`, `1.5 KB`, `12 MB`: in powers of 1024. */
export function formatBytes(bytes: number): string {
  let [value, unit] = [bytes, 'B'];
  for (const larger of UNITS) {
    if (value < 1024) break;
    [value, unit] = [value / 1024, larger];
  }
  return `${unit === 'B' || value >= 10 ? Math.round(value) : value.toFixed(1)} ${unit}`;
}

/** The shape of a tensor; empty where the file gives none that could be. */
export function shapeText({ shape, problem }: TensorEntry, texts: TensorFileTexts): string {
  if (shape.length > 0) return formatSizes(shape);
  return problem === undefined ? texts.scalar : '';
}

/** The number of a tensor's elements. */
export function elementsOf({ shape }: Pick<TensorEntry, 'shape'>): number {
  return shape.reduce((product, size) => product * size, 1);
}

/** What a file is, in short: format, tensors, elements, size. */
export function fileFacts({ format, tensors, bytes }: TensorFile, texts: TensorFileTexts): string[] {
  const elements = tensors
    .filter(({ sharedWith, problem, shape }) => sharedWith === undefined && (problem === undefined || shape.length > 0))
    .reduce((sum, tensor) => sum + elementsOf(tensor), 0);
  return [
    texts.formats[format],
    texts.tensors(tensors.length),
    texts.elements(formatCount(elements)),
    formatBytes(bytes),
  ];
}

/** From here on a whole number is written with its power of ten. */
const LEAST_ROUNDED = 1e12;

/** An extreme of a tensor's elements: those of whole numbers without decimals. */
export function extremeText(value: number | null, dtype: string): string {
  const isWhole = value !== null && /^(u?int|bool)/.test(dtype) && Math.abs(value) < LEAST_ROUNDED;
  return isWhole ? value.toLocaleString('en-US').replace('-', '\u2212') : formatStatistic(value);
}
