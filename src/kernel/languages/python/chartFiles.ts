import { quietLogger } from '../../../charts/isolation.ts';
import { NEUTRAL_PALETTE } from '../../../charts/palette.ts';
import { chartConfig } from '../../../charts/theme.ts';
import type { Extras } from './bridge/bridge.ts';

/** The space around a saved chart, in pixels. */
const MARGIN = 5;

const logger = quietLogger();

/** What of Vega its types do not tell: a renderer that works at once, where `View.toSVG` promises to. */
interface Drawing {
  /** Names of clips begin anew, so that a chart is always the same text. */
  readonly resetSVGDefIds: () => void;
  readonly SVGStringRenderer: new (loader: unknown) => {
    initialize(element: null, width: number, height: number, origin: readonly [number, number], scale: number): void;
    background(colour: string): void;
    render(root: Root): { svg(): string };
  };
}

interface Root {
  readonly bounds: { readonly x1: number; readonly y1: number; readonly x2: number; readonly y2: number };
}

/** The text of a Vega-Lite chart as an SVG file. */
type DrawChart = (spec: string, background: string | undefined) => string;

let drawing: Promise<DrawChart> | undefined;
let draw: DrawChart | undefined;

/** Loads the charting libraries, for what draws while Python waits. */
export async function loadDrawing(): Promise<void> {
  draw = await (drawing ??= load());
}

export function chartFileFunctions(): Extras {
  return {
    /** Undefined where the libraries have not been loaded. */
    drawChart: (spec: string, background: string | undefined) => draw?.(spec, background),
  };
}

async function load(): Promise<DrawChart> {
  const [vega, { compile }] = await Promise.all([import('vega'), import('vega-lite')]);
  const { SVGStringRenderer, resetSVGDefIds } = vega as unknown as Drawing;
  return (spec, background) => {
    const compiled = compile(JSON.parse(spec) as Parameters<typeof compile>[0], {
      config: chartConfig(NEUTRAL_PALETTE),
      logger,
    }).spec;
    const view = new vega.View(vega.parse(compiled), { renderer: 'none', logger });
    try {
      view.run();
      const { root } = view.scenegraph() as unknown as { readonly root: Root };
      const { x1, y1, x2, y2 } = root.bounds;
      const renderer = new SVGStringRenderer(view.loader());
      const size = [Math.ceil(x2 - x1) + 2 * MARGIN, Math.ceil(y2 - y1) + 2 * MARGIN] as const;
      renderer.initialize(null, ...size, [MARGIN - x1, MARGIN - y1], 1);
      if (background !== undefined) renderer.background(background);
      resetSVGDefIds();
      return renderer.render(root).svg();
    } finally {
      view.finalize();
    }
  };
}
