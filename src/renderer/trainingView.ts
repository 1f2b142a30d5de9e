import { chartSpec, outerHeight } from '../charts/cardSpec.ts';
import { formatStatistic } from '../charts/format.ts';
import type { Presentation } from '../charts/presentation.ts';
import { textsFor } from '../charts/texts/texts.ts';
import { runStyle, scalarNames } from '../charts/training/quantities.ts';
import { type TrainingChart, trainingCharts } from '../charts/training/trainingCharts.ts';
import { byLayer, LAYER_QUANTITIES, parseTraining, type Training, type TrainingRunData } from '../protocol/training.ts';
import { unpack } from '../protocol/packed.ts';
import { columnHeader, rowHeader } from './card/tableHeaders.ts';
import { ChartView } from './chartView.ts';
import { element, scroller, svgPicture } from './dom.ts';
import type { OutputView } from './outputView.ts';
import { currentPalette } from './theme.ts';
import { drawInTurn, forgetTurn } from './turns.ts';

const MIN_CHART_WIDTH = 200;

/** A chart with its title, which is drawn anew when the run goes on. */
class Panel {
  readonly root: HTMLElement;
  readonly #heading = element('h3', '');
  readonly #subtitle = element('p', '');
  readonly #canvas = element('div', 'canvas');
  readonly #view: ChartView;
  #draw: () => Promise<void> = () => Promise.resolve();

  constructor() {
    this.#view = new ChartView(this.#canvas, (problem) => {
      this.#canvas.replaceChildren(element('p', 'normscope-problem', problem));
    });
    this.root = element('section', '', this.#heading, this.#subtitle, this.#canvas);
  }

  show({ title, subtitle, chart, height }: TrainingChart, presentation: Presentation): void {
    this.#heading.textContent = title;
    this.#subtitle.textContent = subtitle;
    this.#canvas.style.minHeight = `${outerHeight(height)}px`;
    this.#draw = () => {
      const width = Math.max(this.#canvas.clientWidth, MIN_CHART_WIDTH);
      const spec = chartSpec(chart, presentation, width, height);
      // A label for each mark would tell those who do not see the chart less than its words and the tables do.
      const config = { ...spec.config, mark: { aria: false } };
      return this.#view.show({ ...spec, config, description: `${title}. ${subtitle}` });
    };
    this.redraw();
  }

  redraw(): void {
    drawInTurn(this.#canvas, this.#draw);
  }

  dispose(): void {
    forgetTurn(this.#canvas);
    this.#view.dispose();
    this.root.remove();
  }
}

function table(head: readonly string[], rows: readonly (readonly string[])[]): HTMLTableElement {
  const body = rows.map(([name, ...cells]) =>
    element('tr', '', rowHeader(name ?? ''), ...cells.map((cell) => element('td', '', cell))),
  );
  return element(
    'table',
    '',
    element('thead', '', element('tr', '', ...head.map(columnHeader))),
    element('tbody', '', ...body),
  );
}

/** First, least, greatest and last of what was logged. */
function scalarsTable(training: Training, { texts }: Presentation): HTMLElement {
  const rows = training.runs.flatMap((run) =>
    scalarNames(training).flatMap((name): string[][] => {
      const scalar = run.scalars.find((each) => each.name === name);
      if (scalar === undefined) return [];
      const values = unpack(scalar.values);
      const finite = values.filter(Number.isFinite);
      const shown = [values[0]!, Math.min(...finite), Math.max(...finite), values.at(-1)!];
      return [[`${run.name}: ${name}`, ...shown.map((value) => formatStatistic(value))]];
    }),
  );
  return titled(texts.logged, table([texts.logged, texts.first, texts.min, texts.max, texts.last], rows));
}

/** What is known of each layer at the last recorded step. */
function layersTable(run: TrainingRunData, { texts }: Presentation): HTMLElement {
  const columns = LAYER_QUANTITIES.filter((quantity) => run[quantity] !== '');
  const values = columns.map((quantity) => byLayer(run, quantity));
  const rows = run.layers.map(({ path, type }, layer) => [
    `${path} ${type}`,
    ...values.map((series) => {
      const value = series[layer]!.findLast((each) => each !== undefined);
      return value === undefined ? '' : formatStatistic(value);
    }),
  ]);
  const head = [texts.layer, ...columns.map((quantity) => texts.quantities[quantity])];
  return titled(texts.layersOf(run.name, run.recorded.at(-1) ?? 0), table(head, rows));
}

function titled(title: string, content: HTMLElement): HTMLElement {
  const scrolling = scroller('scrolling', title);
  scrolling.append(content);
  return element('details', '', element('summary', '', title), scrolling);
}

/** The run's line as it is drawn in charts. */
function runKey(index: number, name: string, { palette }: Presentation): HTMLElement {
  const { color, dash } = runStyle(index, palette);
  const line = `<line x1="0" y1="6" x2="28" y2="6" stroke="${color}" stroke-width="2" stroke-dasharray="${dash.join(' ')}"/>`;
  const picture = svgPicture(line, 28, 12, '');
  picture.setAttribute('aria-hidden', 'true');
  picture.removeAttribute('role');
  return element('span', 'run', picture, name);
}

/** Shows training runs in `root`; while they go on, their newest state in the place of the one before. */
export function mountTraining(data: unknown, root: HTMLElement): OutputView {
  const heading = element('h2', '');
  const runs = element('div', 'runs');
  const charts = element('div', 'charts');
  const tables = element('div', 'tables');
  const view = element('article', 'normscope-training', element('header', '', heading, runs), charts, tables);
  root.append(view);
  const panels = new Map<string, Panel>();
  let training = parseTraining(data);
  const show = (): void => {
    const presentation: Presentation = { palette: currentPalette(), texts: textsFor(navigator.language) };
    heading.textContent = presentation.texts.trainingView;
    runs.replaceChildren(
      ...training.runs.map(({ name, steps }, index) =>
        runKey(index, presentation.texts.stepsOf(name, steps), presentation),
      ),
    );
    const wanted = trainingCharts(training, presentation);
    for (const [id, panel] of panels) {
      if (wanted.some((chart) => chart.id === id)) continue;
      panel.dispose();
      panels.delete(id);
    }
    for (const chart of wanted) {
      const panel = panels.get(chart.id) ?? new Panel();
      panels.set(chart.id, panel);
      charts.append(panel.root);
      panel.show(chart, presentation);
    }
    const open = [...tables.children].map((each) => each instanceof HTMLDetailsElement && each.open);
    tables.replaceChildren(
      scalarsTable(training, presentation),
      ...training.runs.map((run) => layersTable(run, presentation)),
    );
    [...tables.children].forEach((each, index) => {
      if (each instanceof HTMLDetailsElement) each.open = open[index] ?? false;
    });
  };
  return {
    refresh: show,
    resize: () => {
      for (const panel of panels.values()) panel.redraw();
    },
    update: (next) => {
      training = parseTraining(next);
      show();
    },
    dispose: () => {
      for (const panel of panels.values()) panel.dispose();
      view.remove();
    },
  };
}
