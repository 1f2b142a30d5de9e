import type { Field, PositionFieldDef, StringFieldDef } from 'vega-lite/types_unstable/channeldef.js';
import type { Card } from '../protocol/card.ts';
import type { Layer } from './density.ts';
import type { Palette } from './palette.ts';
import { plural } from './format.ts';

interface Row {
  readonly set: number;
  readonly mean: number;
  readonly std: number;
}

function rows(sets: Card['sets'], end: 'before' | 'after'): Row[] {
  return sets.shown.flatMap((set, index) => {
    const mean = sets[end].mean[index] ?? null;
    const std = sets[end].std[index] ?? null;
    return mean === null || std === null ? [] : [{ set, mean, std }];
  });
}

/** Mean ± σ of each set (channel, sample …) before and after a layer, as a Vega-Lite layer. */
export function setStatisticsChart(card: Card, palette: Palette, width: number): Layer {
  const { sets } = card;
  const slot = width / Math.max(sets.count, 1);
  const barWidth = Math.min(8, Math.max(1, slot * 0.35));
  const dotSize = Math.min(20, Math.max(2, barWidth * barWidth));
  const color = (end: 'before' | 'after'): string => palette[end];
  const x: PositionFieldDef<Field> = {
    field: 'set',
    type: 'quantitative',
    title: sets.name,
    scale: { domain: [-0.5, Math.max(sets.count, 1) - 0.5], nice: false },
    axis: { tickMinStep: 1, format: 'd', grid: false },
  };
  const tooltip = (end: string): StringFieldDef<Field>[] => [
    { field: 'set', type: 'quantitative', title: sets.name },
    { field: 'mean', type: 'quantitative', title: `mean ${end}`, format: '.4~g' },
    { field: 'std', type: 'quantitative', title: `σ ${end}`, format: '.4~g' },
  ];
  const layers = (['before', 'after'] as const).map((end): Layer => {
    const xOffset = (end === 'before' ? -0.22 : 0.22) * Math.min(slot, 40);
    const dashed = palette.highContrast && end === 'before';
    return {
      data: { values: rows(sets, end) },
      transform: [
        { calculate: 'datum.mean - datum.std', as: 'low' },
        { calculate: 'datum.mean + datum.std', as: 'high' },
      ],
      encoding: { x, tooltip: tooltip(end) },
      layer: [
        {
          mark: {
            type: 'rule',
            color: color(end),
            xOffset,
            strokeWidth: dashed ? 1.5 : barWidth,
            strokeCap: dashed ? 'butt' : 'round',
            strokeDash: dashed ? [4, 2] : [1, 0],
            opacity: dashed ? 1 : 0.55,
          },
          encoding: {
            y: { field: 'low', type: 'quantitative', title: 'value', scale: { zero: false } },
            y2: { field: 'high' },
          },
        },
        {
          mark: {
            type: 'square',
            filled: true,
            color: palette.highContrast ? palette.foreground : color(end),
            size: dotSize,
            opacity: 1,
            xOffset,
          },
          encoding: { y: { field: 'mean', type: 'quantitative' } },
        },
      ],
    };
  });
  return {
    description: `Mean and standard deviation of ${plural(sets.count, sets.name)} before and after ${card.title}.`,
    layer: layers,
  };
}
