import { byLayer, type LayerQuantity, type Training, type TrainingRunData } from '../../protocol/training.ts';
import type { Palette } from '../palette.ts';

/** How the lines of one run look: by colour, dash and, at their ends, name. */
export interface RunStyle {
  readonly color: string;
  /** Empty where it is solid. */
  readonly dash: readonly number[];
}

const DASHES: readonly (readonly number[])[] = [[], [6, 3], [2, 2], [8, 3, 2, 3], [1, 3], [10, 2]];

export function runStyle(index: number, palette: Palette): RunStyle {
  const colors = [palette.output, palette.normalized, palette.input, palette.foreground];
  return { color: colors[index % colors.length]!, dash: DASHES[index % DASHES.length]! };
}

/** A layer at one recorded step. */
export interface LayerValue {
  readonly layer: number;
  readonly value: number;
}

/** A quantity of the layers that have it, at the last step at which any had one. */
export function lastOf(run: TrainingRunData, quantity: LayerQuantity): LayerValue[] {
  const values = byLayer(run, quantity);
  for (let record = run.recorded.length - 1; record >= 0; record--) {
    const found = values.flatMap((series, layer): LayerValue[] => {
      const value = series[record];
      return value === undefined ? [] : [{ layer, value }];
    });
    if (found.length > 0) return found;
  }
  return [];
}

/** The type of most layers that learn: `Linear`; undefined where none does. */
export function mainType(run: TrainingRunData): string | undefined {
  const counts = new Map<string, number>();
  for (const { layer } of lastOf(run, 'gradient')) {
    const { type } = run.layers[layer]!;
    counts.set(type, (counts.get(type) ?? 0) + 1);
  }
  const most = Math.max(...counts.values());
  return [...counts].find(([, count]) => count === most)?.[0];
}

/**
 * What a chart by depth shows: {@link lastOf}; of outputs only those of {@link mainType}, for the layers between them have
 * other scales.
 */
export function depthValues(run: TrainingRunData, quantity: 'gradient' | 'std'): LayerValue[] {
  const type = quantity === 'std' ? mainType(run) : undefined;
  return lastOf(run, quantity).filter(({ layer }) => type === undefined || run.layers[layer]!.type === type);
}

/** The names of what was logged in any run: the loss first, the learning rate last. */
export function scalarNames({ runs }: Training): string[] {
  const names = new Set(runs.flatMap(({ scalars }) => scalars.map(({ name }) => name)));
  const rank = (name: string): number => (name === 'loss' ? 0 : name === 'lr' ? 2 : 1);
  return [...names].sort((a, b) => rank(a) - rank(b));
}

/** Whether a logarithmic axis has a place for it. */
export function isPositive(value: number): boolean {
  return value > 0 && Number.isFinite(value);
}

/** Least and greatest of the values that a logarithmic axis has a place for. */
export function logarithmicDomain(values: readonly number[]): [low: number, high: number] {
  const placed = values.filter(isPositive);
  if (placed.length === 0) return [0.1, 1];
  const [low, high] = placed.reduce(([a, b], value) => [Math.min(a, value), Math.max(b, value)], [Infinity, 0]);
  return low === high ? [low / 2, high * 2] : [low, high];
}
