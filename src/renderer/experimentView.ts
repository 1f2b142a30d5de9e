import { CHART_HEIGHT, chartSpec, outerHeight } from '../charts/cardSpec.ts';
import { reportOf } from '../charts/experiments/index.ts';
import type { Panel, Report, ReportTable } from '../charts/experiments/report.ts';
import { reportText } from '../charts/experiments/reportText.ts';
import type { Presentation } from '../charts/presentation.ts';
import { textsFor } from '../charts/texts/texts.ts';
import type { Experiment } from '../protocol/experiment.ts';
import { ChartView } from './chartView.ts';
import { element, scroller, svgPicture } from './dom.ts';
import type { Host } from './host.ts';
import type { OutputView } from './outputView.ts';
import { tableElement } from './reportTable.ts';
import { currentPalette } from './theme.ts';
import { drawInTurn, forgetTurn } from './turns.ts';

/** Below this a chart's axis would have no room for its labels. */
const MIN_CHART_WIDTH = 160;

/** A panel's chart, drawn anew when the theme or the width changes. */
class PanelView {
  readonly root: HTMLElement;
  readonly #drawing = element('div', 'drawing');
  readonly #canvas = element('div', 'canvas');
  readonly #view: ChartView;

  constructor({ title, subtitle }: Panel) {
    // To those who do not see it one picture with a description; its numbers are in the tables.
    this.#canvas.setAttribute('aria-hidden', 'true');
    const picture = element('div', '', this.#canvas);
    picture.setAttribute('role', 'img');
    picture.setAttribute('aria-label', `${title}. ${subtitle}`);
    this.#view = new ChartView(this.#canvas, (problem) => {
      this.#canvas.replaceChildren(element('p', 'normscope-problem', problem));
    });
    this.root = element(
      'section',
      'panel',
      element('h3', '', title),
      element('p', '', subtitle),
      this.#drawing,
      picture,
    );
  }

  show({ drawing, chart, height }: Panel, presentation: Presentation): void {
    if (drawing !== undefined) {
      const { markup, width, height, description } = drawing;
      this.#drawing.replaceChildren(svgPicture(markup, width, height, description));
    }
    const size = (): readonly [width: number, height: number] => {
      const width = Math.max(this.#canvas.clientWidth, MIN_CHART_WIDTH);
      return [width, height?.(width) ?? CHART_HEIGHT];
    };
    this.#canvas.style.minHeight = `${outerHeight(size()[1])}px`;
    drawInTurn(this.#canvas, () => {
      const [width, high] = size();
      return this.#view.show(chartSpec(chart(width), presentation, width, high));
    });
  }

  dispose(): void {
    forgetTurn(this.#canvas);
    this.#view.dispose();
  }
}

function scrolling(className: string, table: ReportTable, host: Host): HTMLElement {
  const place = scroller(className, table.caption);
  place.append(tableElement(table, host));
  return place;
}

/** An experiment in the page. */
class ExperimentView implements OutputView {
  readonly #experiment: Experiment;
  readonly #texts = textsFor(navigator.language);
  readonly #root: HTMLElement;
  readonly #panels: readonly PanelView[];

  constructor(experiment: Experiment, host: Host, root: HTMLElement) {
    this.#experiment = experiment;
    const report = this.#report();
    this.#panels = report.panels.map((panel) => new PanelView(panel));
    this.#root = element(
      'article',
      'normscope-experiment',
      element('header', '', element('h2', '', report.title), element('p', 'facts', report.facts.join(' · '))),
      element(
        'div',
        `panels ${experiment.kind === 'comparison' ? 'narrow' : 'wide'}`,
        ...this.#panels.map((panel) => panel.root),
      ),
      scrolling('numbers', report.table, host),
      ...report.notes.map((note) => element('p', 'note', note)),
    );
    if (report.data.length > 0) {
      const tables = report.data.map((table) => scrolling('scroller', table, host));
      this.#root.append(element('details', 'data', element('summary', '', this.#texts.experiments.data), ...tables));
    }
    this.#root.lang = this.#texts.htmlLanguage;
    this.#root.setAttribute('aria-label', reportText(report));
    root.append(this.#root);
  }

  refresh(): void {
    const presentation = this.#presentation();
    const { panels } = this.#report(presentation);
    this.#panels.forEach((view, index) => {
      view.show(panels[index]!, presentation);
    });
  }

  resize(): void {
    this.refresh();
  }

  dispose(): void {
    for (const panel of this.#panels) panel.dispose();
    this.#root.remove();
  }

  #presentation(): Presentation {
    return { palette: currentPalette(), texts: this.#texts };
  }

  #report(presentation = this.#presentation()): Report {
    return reportOf(this.#experiment, presentation);
  }
}

/** Shows `experiment` in `root`. */
export function mountExperiment(experiment: Experiment, host: Host, root: HTMLElement): OutputView {
  return new ExperimentView(experiment, host, root);
}
