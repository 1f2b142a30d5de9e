import { CHART_HEIGHT, chartSpec, outerHeight } from '../../charts/cardSpec.ts';
import type { Layer } from '../../charts/layer.ts';
import type { Series } from '../../charts/palette.ts';
import type { Presentation } from '../../charts/presentation.ts';
import type { ChartTitle } from '../../charts/views.ts';
import { ChartView } from '../chartView.ts';
import { element } from '../dom.ts';
import { drawInTurn, forgetTurn } from '../turns.ts';
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

/** The place of a chart. */
interface Slot {
  readonly canvas: HTMLElement;
  readonly view: ChartView;
  readonly cursor: ChartCursor;
  draw: () => Promise<void>;
}

/** Has a slot draw `chart` from now on; its place and its cursor are there at once. */
function prepare(
  slot: Slot,
  { make, stops, height = CHART_HEIGHT }: PanelChart,
  label: string,
  presentation: Presentation,
): void {
  const { canvas, view, cursor } = slot;
  canvas.style.minHeight = `${outerHeight(height)}px`;
  cursor.setStops(stops, label);
  slot.draw = async () => {
    const width = Math.max(canvas.clientWidth, MIN_CHART_WIDTH);
    await view.show(chartSpec(make(width), presentation, width, height));
    cursor.place();
  };
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
  #slots: Slot[] = [];

  /**
   * `onChoose`: a stop was clicked, or Enter was pressed on it. `onLeave`: the cursor wants to go beyond the first or last
   * stop; the answer says whether there are others now.
   */
  constructor(className: string, onChoose?: (stop: number) => void, onLeave?: (direction: -1 | 1) => boolean) {
    this.#onChoose = onChoose;
    this.#onLeave = onLeave;
    this.root = element('section', `chart ${className}`, this.#heading, this.#subtitle, this.tools, this.#body);
  }

  /** Draws `content` in place of what was there: when it is its turn, or at once for paper. */
  show({ title, charts, legend = [], message }: PanelContent, presentation: Presentation): void {
    this.#heading.textContent = title.text;
    this.#subtitle.replaceChildren(
      ...legend.map(({ series, name }) => element('span', 'entry', seriesKey(series, presentation.palette), name)),
      title.subtitle,
    );
    if (message !== undefined) {
      this.#clear();
      this.#body.append(element('p', 'note', message));
      return;
    }
    const label = [title.text, ...legend.map(({ name }) => name), title.subtitle].join('. ');
    this.#keepSlots(charts.length);
    charts.forEach((chart, index) => {
      prepare(this.#slots[index]!, chart, label, presentation);
    });
    this.redraw();
  }

  /** Draws what is shown anew, for instance in another width. */
  redraw(): void {
    for (const { canvas, draw } of this.#slots) drawInTurn(canvas, draw);
  }

  /** Gives the charts that are drawn other `rows` of the data called `name`; those that wait ask for theirs when drawn. */
  setData(name: string, rows: readonly object[]): void {
    for (const { view } of this.#slots) void view.setData(name, rows);
  }

  dispose(): void {
    this.#clear();
  }

  #clear(): void {
    this.#keepSlots(0);
    this.#body.replaceChildren();
  }

  /** Makes room for so many charts; those that stay keep the focus. */
  #keepSlots(count: number): void {
    this.#body.querySelector('.note')?.remove();
    for (const { canvas, view, cursor } of this.#slots.splice(count)) {
      forgetTurn(canvas);
      view.dispose();
      cursor.root.remove();
    }
    while (this.#slots.length < count) {
      const canvas = element('div', 'canvas');
      const view = new ChartView(canvas, (problem) => {
        canvas.replaceChildren(element('p', 'normscope-problem', problem));
      });
      const cursor = new ChartCursor(canvas, view, this.#onChoose, this.#onLeave);
      this.#body.append(cursor.root);
      this.#slots.push({ canvas, view, cursor, draw: () => Promise.resolve() });
    }
  }
}
