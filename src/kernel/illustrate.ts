import type { TopLevelSpec } from 'vega-lite';
import { cardPicture, type ChartPicture } from '../charts/cardPicture.ts';
import { cardCharts, cardSpec } from '../charts/cardSpec.ts';
import { cardText } from '../charts/cardText.ts';
import { reportOf } from '../charts/experiments/index.ts';
import { pictureCharts, reportPicture, reportSpec } from '../charts/experiments/reportPicture.ts';
import { quietLogger, refusingLoader } from '../charts/isolation.ts';
import { NEUTRAL_PALETTE } from '../charts/palette.ts';
import type { Presentation } from '../charts/presentation.ts';
import { english } from '../charts/texts/english.ts';
import { chartConfig } from '../charts/theme.ts';
import { trainingSpec } from '../charts/training/trainingCharts.ts';
import type { Card } from '../protocol/card.ts';
import { parseExperiment } from '../protocol/experiment.ts';
import type { Training } from '../protocol/training.ts';
import {
  CARD_MIME,
  EXPERIMENT_MIME,
  type MimeBundle,
  PNG_MIME,
  SVG_MIME,
  TEXT_MIME,
  TRAINING_MIME,
  VEGA_LITE_MIME,
} from '../protocol/mime.ts';
import type { DisplayOutput, Output } from '../protocol/output.ts';
import type { CardOutput } from './messages.ts';

const logger = quietLogger();

/** For whoever opens the file, on whatever background: see the renderer for the reader's own. */
const SAVED: Presentation = { palette: NEUTRAL_PALETTE, texts: english };

/** The picture's root says it for all. */
const INHERITED_FONT = ` font-family="${NEUTRAL_PALETTE.font}"`;

/** Loads the charting libraries, which take a while, before the first chart needs them. */
export async function warmUp(): Promise<void> {
  await Promise.all([import('vega'), import('vega-lite')]);
}

async function draw(spec: TopLevelSpec): Promise<ChartPicture> {
  const [vega, { compile }] = await Promise.all([import('vega'), import('vega-lite')]);
  const loader = refusingLoader(vega.loader());
  const compiled = compile(spec, { config: chartConfig(NEUTRAL_PALETTE), logger }).spec;
  const view = new vega.View(vega.parse(compiled), { renderer: 'none', loader, logger });
  try {
    const svg = await view.toSVG();
    const size = /<svg[^>]* width="([\d.]+)" height="([\d.]+)"/.exec(svg);
    return { svg: compact(svg), width: Number(size?.[1] ?? 0), height: Number(size?.[2] ?? 0) };
  } finally {
    view.finalize();
  }
}

/** An image needs neither a structure for screen readers, which its label serves, nor hundredths of a pixel. */
function compact(svg: string): string {
  const shortened = svg
    .replace(
      / (?:aria-[a-z]+|role|class|pointer-events)="[^"]*"| (?:stroke-width|opacity)="1"| transform="translate\(0,0\)"/g,
      '',
    )
    .replace(/<path d="(?:M0,0h0v0h0Z)?"(?: display="none")?\/>/g, '');
  // Within tags: the numbers of labels are for readers.
  return shortened.replace(/<[^>]*>/g, (tag) =>
    tag.replace(/-?\d+\.\d{2,}/g, (number) => String(Number(Number(number).toFixed(1)))),
  );
}

async function cardBundle(card: Card): Promise<MimeBundle> {
  const picture = await draw(cardCharts(card, SAVED));
  return {
    [CARD_MIME]: card,
    [VEGA_LITE_MIME]: cardSpec(card, SAVED),
    [SVG_MIME]: cardPicture(card, { ...picture, svg: picture.svg.replaceAll(INHERITED_FONT, '') }, SAVED),
    [TEXT_MIME]: cardText(card),
  };
}

/** `data` with the pictures of the experiment in it. */
async function experimentBundle(data: MimeBundle): Promise<MimeBundle> {
  const { [EXPERIMENT_MIME]: payload, ...rest } = data;
  const report = reportOf(parseExperiment(payload), SAVED);
  const charts = [];
  for (const spec of pictureCharts(report, SAVED)) {
    const picture = await draw(spec);
    charts.push({ ...picture, svg: picture.svg.replaceAll(INHERITED_FONT, '') });
  }
  return {
    [EXPERIMENT_MIME]: payload,
    ...(charts.length === 0 ? {} : { [VEGA_LITE_MIME]: reportSpec(report, SAVED) }),
    [SVG_MIME]: reportPicture(report, charts, SAVED),
    ...rest,
  };
}

/** A view of training with its charts for viewers that know Vega-Lite alone. */
function withSpec(data: MimeBundle): MimeBundle {
  const training = data[TRAINING_MIME] as Training | undefined;
  if (training === undefined) return data;
  const { [TEXT_MIME]: text, ...rest } = data;
  return { ...rest, [VEGA_LITE_MIME]: trainingSpec(training, SAVED), [TEXT_MIME]: text };
}

/** Whether {@link illustrate} draws a picture of a display. */
export function isDrawn({ data }: DisplayOutput): boolean {
  return (
    [EXPERIMENT_MIME, TRAINING_MIME, VEGA_LITE_MIME].some((mime) => mime in data) &&
    !(SVG_MIME in data || PNG_MIME in data)
  );
}

/**
 * A worker's output with every representation that viewers may want: cards become displays, charts get a picture. A
 * chart that cannot be drawn keeps its other representations.
 */
export async function illustrate(output: Output | CardOutput): Promise<Output> {
  if (output.type === 'card') return { type: 'display', data: await cardBundle(output.card) };
  if (output.type !== 'display' || !isDrawn(output)) return output;
  try {
    if (EXPERIMENT_MIME in output.data) return { ...output, data: await experimentBundle(output.data) };
    const { [TEXT_MIME]: text, ...rest } = withSpec(output.data);
    const { svg } = await draw(rest[VEGA_LITE_MIME] as TopLevelSpec);
    return { ...output, data: { ...rest, [SVG_MIME]: svg, ...(text === undefined ? {} : { [TEXT_MIME]: text }) } };
  } catch {
    return output;
  }
}
