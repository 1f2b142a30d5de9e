import { CHART_HEIGHT, chartSpec } from '../../charts/cardSpec.ts';
import type { Layer } from '../../charts/density.ts';
import type { Series } from '../../charts/palette.ts';
import type { Presentation } from '../../charts/presentation.ts';
import type { ChartTitle } from '../../charts/views.ts';
import { ChartView } from '../chartView.ts';
import { element } from '../dom.ts';
import { seriesKey } from './seriesKey.ts';
import type { ChartStop } from '../../charts/stops.ts';
import { ChartCursor } from './chartCursor.ts';

/** Below this a chart's axis would have no room for its labels. */
const MIN_CHART_WIDTH = 160;

/** A chart of a panel and the places on it that a cursor stops at. */
export interface PanelChart {
  readonly make: (width: number) => Layer;
  /** Default: as high as a chart alone. */
  readonly height?: number;
  readonly stops: readonly ChartStop[];
}

interface LegendEntry {
  readonly series: Series;
  readonly name: string;
}

/** What a panel shows. */
export interface PanelContent {
  readonly title: ChartTitle;
  readonly charts: readonly PanelChart[];
  /** The names of what differs by colour. */
  readonly legend?: readonly LegendEntry[];
  /** Shown in place of charts. */
  readonly message?: string;
}

/** A titled place for one chart, or several one above the other. */
export class ChartPanel {
  readonly root: HTMLElement;
  /** Between title and charts: a place for controls. */
  readonly tools = element('div', 'tools');
  readonly #heading = element('h3', '');
  readonly #subtitle = element('p', '');
  readonly #body = element('div', 'charts');
  readonly #onChoose: ((stop: number) => void) | undefined;
  readonly #onLeave: ((direction: -1 | 1) => boolean) | undefined;
  #slots: { readonly canvas: HTMLElement; readonly view: ChartView; readonly cursor: ChartCursor }[] = [];

  /**
   * `onChoose`: a stop was clicked, or Enter was pressed on it. `onLeave`: the cursor wants to go beyond the first or last
   * stop; the answer says whether there are others now.
   */
  constructor(className: string, onChoose?: (stop: number) => void, onLeave?: (direction: -1 | 1) => boolean) {
    this.#onChoose = onChoose;
    this.#onLeave = onLeave;
    this.root = element('section', `chart ${className}`, this.#heading, this.#subtitle, this.tools, this.#body);
  }

  /** Draws `content` in place of what was there. */
  async show({ title, charts, legend = [], message }: PanelContent, presentation: Presentation): Promise<void> {
    this.#heading.textContent = title.text;
    this.#subtitle.replaceChildren(
      ...legend.map(({ series, name }) => element('span', 'entry', seriesKey(series, presentation.palette), name)),
      title.subtitle,
    );
    if (message !== undefined) {
      this.dispose();
      this.#body.append(element('p', 'note', message));
      return;
    }
    this.#keepSlots(charts.length);
    await Promise.all(
      charts.map(async (chart, index) => {
        const { canvas, view, cursor } = this.#slots[index]!;
        const height = chart.height ?? CHART_HEIGHT;
        const width = Math.max(canvas.clientWidth, MIN_CHART_WIDTH);
        canvas.style.minHeight = `${height + 36}px`;
        await view.show(chartSpec(chart.make(width), presentation, width, height));
        cursor.setStops(chart.stops, [title.text, ...legend.map(({ name }) => name), title.subtitle].join('. '));
      }),
    );
  }

  dispose(): void {
    for (const { view } of this.#slots) view.dispose();
    this.#slots = [];
    this.#body.replaceChildren();
  }

  #keepSlots(count: number): void {
    if (this.#slots.length === count) return;
    this.dispose();
    this.#slots = Array.from({ length: count }, () => {
      const canvas = element('div', 'canvas');
      const view = new ChartView(canvas, (problem) => {
        canvas.replaceChildren(element('p', 'normscope-problem', problem));
      });
      const cursor = new ChartCursor(canvas, view, this.#onChoose, this.#onLeave);
      this.#body.append(cursor.root);
      return { canvas, view, cursor };
    });
  }
}
