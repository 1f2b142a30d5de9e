import type { TopLevelSpec } from 'vega-lite';
import type { LayerQuantity, Training, TrainingRunData } from '../../protocol/training.ts';
import { unpack } from '../../protocol/packed.ts';
import { CHART_HEIGHT } from '../cardSpec.ts';
import { formatStatistic } from '../format.ts';
import type { Layer } from '../layer.ts';
import type { Presentation } from '../presentation.ts';
import { SCHEMA } from '../schema.ts';
import { chartConfig } from '../theme.ts';
import { heatMap, heatMapRows } from './heatMap.ts';
import { depthChart, scalarChart } from './lines.ts';
import { depthValues, lastOf, mainType, scalarNames } from './quantities.ts';

/** Rows of a heat map are at least so high. */
const ROW_HEIGHT = 4;

/** A chart of a view of training, with what it shows in words. */
export interface TrainingChart {
  readonly id: string;
  readonly title: string;
  readonly subtitle: string;
  readonly chart: Layer;
  readonly height: number;
}

/** The layer whose output was the first not to be finite. */
function firstBroken(run: TrainingRunData): { readonly step: number; readonly name: string } | undefined {
  const [first] = run.broken.toSorted((a, b) => a.step - b.step || a.layer - b.layer);
  if (first === undefined) return undefined;
  const { path, type } = run.layers[first.layer]!;
  return { step: first.step, name: `${path} ${type}` };
}

/** `without: 2.303 → 2.260; with: 2.303 → 0.721`. */
function scalarSubtitle({ runs }: Training, name: string): string {
  return runs
    .flatMap((run) => {
      const scalar = run.scalars.find((each) => each.name === name);
      if (scalar === undefined) return [];
      const values = unpack(scalar.values);
      const change = `${formatStatistic(values[0]!)} → ${formatStatistic(values.at(-1)!)}`;
      return [runs.length > 1 ? `${run.name}: ${change}` : change];
    })
    .join('; ');
}

/** `without: 1.2e−12 … 0.13; with: …`: from the first to the last layer. */
function depthSubtitle({ runs }: Training, quantity: 'gradient' | 'std'): string {
  return runs
    .flatMap((run) => {
      const values = depthValues(run, quantity);
      const [first, last] = [values[0], values.at(-1)];
      if (first === undefined || last === undefined) return [];
      const range = `${formatStatistic(first.value)} … ${formatStatistic(last.value)}`;
      return [runs.length > 1 ? `${run.name}: ${range}` : range];
    })
    .join('; ');
}

/** The types of layers that {@link depthValues} shows the outputs of. */
function mainTypes({ runs }: Training): string {
  return [...new Set(runs.flatMap((run) => mainType(run) ?? []))].join(', ');
}

/** The charts of a view of training, those that tell the most first. */
export function trainingCharts(training: Training, presentation: Presentation): TrainingChart[] {
  const { texts } = presentation;
  const scalars = scalarNames(training).map((name): TrainingChart => ({
    id: `scalar ${name}`,
    title: name === 'loss' ? texts.loss : name === 'lr' ? texts.learningRate : name,
    subtitle: scalarSubtitle(training, name),
    chart: scalarChart(training, name, presentation),
    height: CHART_HEIGHT,
  }));
  const depth = (['gradient', 'std'] as const)
    .filter((quantity) => training.runs.some((run) => lastOf(run, quantity).length > 0))
    .map((quantity): TrainingChart => ({
      id: `depth ${quantity}`,
      title: texts.byDepth(texts.quantities[quantity], quantity === 'std' ? mainTypes(training) : ''),
      subtitle: depthSubtitle(training, quantity),
      chart: depthChart(training, quantity, presentation),
      height: CHART_HEIGHT,
    }));
  const mapHeight = (quantity: LayerQuantity): number =>
    Math.max(CHART_HEIGHT, ROW_HEIGHT * Math.max(...training.runs.map((run) => heatMapRows(run, quantity).length)));
  const maps = (['std', 'gradient', 'gap'] satisfies LayerQuantity[]).flatMap((quantity) =>
    training.runs.flatMap((run): TrainingChart[] => {
      if (heatMapRows(run, quantity).length === 0) return [];
      const broken = quantity === 'std' ? firstBroken(run) : undefined;
      const facts = [
        ...(training.runs.length > 1 ? [run.name] : []),
        ...(broken === undefined ? [texts.lightIsLarge] : [texts.brokenFrom(broken.step, broken.name)]),
      ];
      return [
        {
          id: `map ${quantity} ${run.name}`,
          title: texts.overSteps(texts.quantities[quantity]),
          subtitle: facts.join(' · '),
          chart: heatMap(training, run, quantity, presentation),
          height: mapHeight(quantity),
        },
      ];
    }),
  );
  const [loss, ...others] = scalars;
  return [...(loss === undefined ? [] : [loss]), ...depth, ...others, ...maps];
}

/** The charts without heat maps, whose picture would be large, for viewers that know Vega-Lite but not our views. */
export function trainingSpec(training: Training, presentation: Presentation): TopLevelSpec {
  const shown = trainingCharts(training, presentation).filter(({ id }) => !id.startsWith('map'));
  return {
    $schema: SCHEMA,
    description: shown.map(({ title, subtitle }) => `${title}: ${subtitle}`).join('. '),
    concat: shown.map(({ title, subtitle, chart, height }) => ({
      ...chart,
      title: { text: title, subtitle },
      width: 300,
      height,
    })),
    columns: 2,
    spacing: 28,
    config: chartConfig(presentation.palette),
  };
}
