import type { PositionDef, Field } from 'vega-lite/types_unstable/channeldef.js';
import { type Range, union } from './curves.ts';
import type { Layer, Unit } from './layer.ts';
import type { Palette } from './palette.ts';
import type { Presentation } from './presentation.ts';
import { type DescribedSet, isBroken, median } from './sets.ts';

/** A page of sets: more would be narrower than a reader can tell apart. */
export const SETS_PER_PAGE = 64;

/** Where intervals differ in reach by more, the axis is logarithmic away from 0. */
const MAX_REACH_RATIO = 20;

type End = 'input' | 'output';
const ENDS: readonly End[] = ['input', 'output'];

/** How far from 0 the interval mean ± σ reaches; 0 where it is not finite. */
function reach({ mean, std }: { readonly mean: number; readonly std: number }): number {
  const far = Math.abs(mean) + std;
  return Number.isFinite(far) ? far : 0;
}

/** Where 0 ends and the logarithm begins on the axis for `sets`; undefined where a linear axis shows them all. */
export function logarithmicFrom(sets: readonly DescribedSet[]): number | undefined {
  const reaches = sets.flatMap((each) => ENDS.map((end) => reach(each[end]))).filter((each) => each > 0);
  const typical = ENDS.map((end) => median(sets.map((each) => reach(each[end])).filter((each) => each > 0))).filter(
    (each) => each > 0,
  );
  if (typical.length === 0) return undefined;
  const least = Math.min(...typical);
  return Math.max(...reaches) > MAX_REACH_RATIO * least ? Number(least.toPrecision(2)) : undefined;
}

/** The data of {@link setStatisticsChart} that say which set is selected: a chart that is drawn can be told another. */
export const SELECTED_DATA = 'selected';

/** {@link SELECTED_DATA} for a chart of `sets`, where `selected` may be none of them. */
export function selectedRows(sets: readonly DescribedSet[], selected: number | undefined): { readonly set: number }[] {
  return sets.filter(({ set }) => set === selected).map(({ set }) => ({ set }));
}

/** What is drawn behind the intervals of sets, to tell what has changed. */
export interface FormerSets {
  readonly sets: readonly DescribedSet[];
  /** What the axis shows. */
  readonly range: Range;
}

/** How far down and up the intervals mean ± σ of `sets` go, at both ends; undefined where none is finite. */
export function intervalRange(sets: readonly DescribedSet[]): Range | undefined {
  const ranges = sets.flatMap((each) =>
    ENDS.map((end): Range => [each[end].mean - each[end].std, each[end].mean + each[end].std]),
  );
  const finite = ranges.filter(([low, high]) => Number.isFinite(low) && Number.isFinite(high));
  return finite.length === 0 ? undefined : union(finite);
}

/**
 * Mean ± σ of each of `sets` before and after a layer, in this order, as a Vega-Lite layer; `selected` is backed by a band.
 * `former`: the same sets with outputs that are drawn over them as thin lines, on the axis that those have.
 */
export function setStatisticsChart(
  sets: readonly DescribedSet[],
  setName: string,
  { palette, texts }: Presentation,
  width: number,
  selected?: number,
  former?: FormerSets,
): Layer {
  const slot = width / Math.max(sets.length, 1);
  const numbers = sets.map(({ set }) => set);
  const x: PositionDef<Field> = {
    field: 'set',
    type: 'ordinal',
    title: texts.setName(setName),
    scale: { domain: numbers, paddingInner: 0, paddingOuter: 0 },
    axis: { labelAngle: 0, labelOverlap: 'greedy', labelSeparation: 6, grid: false, ticks: false },
  };
  const constant = logarithmicFrom(former?.sets ?? sets);
  const scale = {
    ...(constant === undefined ? { zero: false } : { type: 'symlog' as const, constant }),
    ...(former === undefined ? {} : { domain: [...former.range] }),
  };
  const outliers = sets.filter((each) => each.isOutlier && !isBroken(each));
  const broken = sets.filter(isBroken);
  const sign = (rows: readonly DescribedSet[], text: string, color: string): Unit => ({
    data: { values: rows.map(({ set }) => ({ set })) },
    mark: { type: 'text', text, color, fontSize: Math.min(11, Math.max(7, slot)), fontWeight: 'bold', dy: 2 },
    encoding: { x, y: { value: 0 } },
  });
  return {
    layer: [
      {
        data: { name: SELECTED_DATA, values: selectedRows(sets, selected) },
        mark: {
          type: 'bar',
          width: { band: 1 },
          color: palette.foreground,
          fillOpacity: 0.12,
          ...(palette.highContrast ? { stroke: palette.foreground, strokeWidth: 1.5 } : {}),
        },
        encoding: { x, y: { value: 0 }, y2: { value: { expr: 'height' } } },
      },
      ...ENDS.map((end) => intervals(sets, end, { x, scale, slot, palette, title: texts.value })),
      ...(former === undefined
        ? []
        : [intervals(former.sets, 'output', { x, scale, slot, palette, title: texts.value, isFormer: true })]),
      ...(outliers.length > 0 ? [sign(outliers, '▾', palette.warning)] : []),
      ...(broken.length > 0 ? [sign(broken, '✕', palette.error)] : []),
    ],
  };
}

interface IntervalStyle {
  readonly x: PositionDef<Field>;
  readonly scale: object;
  /** The width that a set has. */
  readonly slot: number;
  readonly palette: Palette;
  readonly title: string;
  /** Whether thin lines show how it was. */
  readonly isFormer?: boolean;
}

function rounded(value: number): number {
  return Number(value.toPrecision(5));
}

/**
 * The means at one end of the layer, each with a bar of ± σ. Both are lines with gaps: one path each, however many sets.
 */
function intervals(sets: readonly DescribedSet[], end: End, style: IntervalStyle): Layer {
  const { x, scale, slot, palette, title, isFormer = false } = style;
  const barWidth = Math.min(8, Math.max(1, slot * 0.35));
  const xOffset = (end === 'input' ? -0.22 : 0.22) * Math.min(slot, 40);
  const dashed = palette.highContrast && end === 'input';
  const values = sets.flatMap((each) => {
    const { mean, std } = each[end];
    if (!Number.isFinite(mean + std)) return [];
    return [{ set: each.set, mean: rounded(mean), low: rounded(mean - std), high: rounded(mean + std) }];
  });
  const segments = (ends: readonly [string, string], mark: object): Unit => ({
    transform: [{ fold: [...ends, 'gap'], as: ['end', 'value'] }],
    mark: { type: 'line', xOffset, invalid: 'break-paths-show-domains', ...mark },
    encoding: { y: { field: 'value', type: 'quantitative', title, scale }, order: { value: 0 } },
  });
  const thin = { color: palette.foreground, strokeWidth: 1, strokeCap: 'butt', clip: true };
  const former = [segments(['low', 'high'], thin), segments(['mean', 'mean'], { ...thin, strokeWidth: 3 })];
  if (isFormer) return { data: { values }, encoding: { x }, layer: former };
  return {
    data: { values },
    encoding: { x },
    layer: [
      segments(['low', 'high'], {
        color: palette[end],
        strokeWidth: dashed ? 1.5 : barWidth,
        strokeCap: dashed ? 'butt' : 'round',
        ...(dashed ? { strokeDash: [4, 2] } : {}),
        strokeOpacity: dashed ? 1 : 0.55,
      }),
      segments(['mean', 'mean'], {
        color: palette.highContrast ? palette.foreground : palette[end],
        strokeWidth: Math.min(4.5, Math.max(1.5, barWidth)),
        strokeCap: 'square',
      }),
    ],
  };
}
