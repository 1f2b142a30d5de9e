import { cardFacts, cardText, setLabel, sharing } from '../../charts/cardText.ts';
import { densityHeight } from '../../charts/cardSpec.ts';
import { type Curve, groupByScale, hasValues, isOnUnitScale } from '../../charts/curves.ts';
import { densityChart } from '../../charts/density.ts';
import { formatStatistic } from '../../charts/format.ts';
import type { Presentation } from '../../charts/presentation.ts';
import { gradientHistoryChart, halfLife, runningChart } from '../../charts/runningStatistics.ts';
import { channelOf, type DescribedSet, describedSet, describeSets } from '../../charts/sets.ts';
import { SELECTED_DATA, selectedRows, setStatisticsChart } from '../../charts/setStatistics.ts';
import { densityStops, gradientStops, runningStops, setStops } from '../../charts/stops.ts';
import { tensorDrawing } from '../../charts/tensorDrawing.ts';
import { textsFor } from '../../charts/texts/texts.ts';
import {
  densityTitle,
  gradientCurves,
  gradientHistoryTitle,
  gradientTitle,
  setStatisticsTitle,
  stageCurves,
} from '../../charts/views.ts';
import type { Card, RunningSeries } from '../../protocol/card.ts';
import { element, scroller, svgPicture } from '../dom.ts';
import type { Host } from '../host.ts';
import type { OutputView } from '../outputView.ts';
import { currentPalette } from '../theme.ts';
import { cardActions } from './actions.ts';
import { ChartPanel, type PanelChart } from './chartPanel.ts';
import { formulaLine } from './formulaLine.ts';
import { type Selected, Selection } from './selection.ts';
import { SetTools } from './setTools.ts';
import { stagesTable } from './stagesTable.ts';
import { setsTable } from './setsTable.ts';

/** From so many recorded backward passes on, their course is drawn. */
const HISTORY_FROM = 3;

/** A card in the page: what it shows follows the selection of a set. */
class CardView implements OutputView {
  readonly #card: Card;
  readonly #texts = textsFor(navigator.language);
  readonly #sets: readonly DescribedSet[];
  readonly #root: HTMLElement;
  readonly #selection: Selection;
  readonly #tools: SetTools;
  readonly #drawing = element('div', 'drawing');
  readonly #formula = element('div', 'formula');
  readonly #numbers: HTMLElement;
  readonly #announcement = element('p', 'announcement');
  readonly #density = new ChartPanel('density');
  readonly #setChart: ChartPanel;
  readonly #running = new ChartPanel('running');
  readonly #gradient = new ChartPanel('gradient');
  readonly #gradientHistory = new ChartPanel('gradient-history');
  readonly #data: HTMLDetailsElement;
  #drawnSeries: RunningSeries | undefined;

  constructor(card: Card, host: Host, root: HTMLElement) {
    this.#card = card;
    this.#sets = describeSets(card);
    this.#selection = new Selection(card, host, (before) => {
      this.#followSelection(before);
    });
    const select = (set: number | undefined): void => void this.#selection.select(set);
    this.#tools = new SetTools(card, this.#sets, this.#texts, {
      onPage: () => {
        this.#drawSets(this.#presentation());
      },
      onSelect: select,
    });
    this.#setChart = new ChartPanel(
      'sets',
      (set) => {
        select(this.#selection.selected?.set === set ? undefined : set);
      },
      (direction) => this.#tools.turn(direction),
    );
    this.#setChart.tools.append(this.#tools.root);
    this.#numbers = scroller('numbers', this.#texts.numbers);
    this.#announcement.setAttribute('aria-live', 'polite');
    this.#data = this.#dataTable();
    const title = element('h2', '', card.title);
    title.title = card.layer;
    const actions = cardActions(host, () => ({
      card,
      presentation: this.#presentation(),
      selected: this.#selection.selected,
    }));
    this.#root = element(
      'article',
      'normscope-card',
      element('header', '', title, element('p', 'facts', cardFacts(card, this.#texts).join(' · ')), actions),
      element('div', 'views', this.#drawing, this.#density.root, this.#setChart.root),
      this.#formula,
      this.#courses(),
      this.#numbers,
      this.#data,
      this.#announcement,
    );
    this.#root.lang = this.#texts.htmlLanguage;
    this.#root.setAttribute('aria-label', cardText(card, this.#texts));
    this.#root.addEventListener('keydown', (event) => {
      if (event.key !== 'Escape' || this.#selection.selected === undefined) return;
      event.stopPropagation();
      select(undefined);
    });
    root.append(this.#root);
  }

  refresh(): void {
    const presentation = this.#presentation();
    this.#drawTensor(presentation);
    this.#showNumbers(presentation);
    this.#drawDensity(presentation);
    this.#drawSets(presentation);
    this.#drawRunning(presentation);
    this.#drawGradient(presentation);
  }

  resize(): void {
    for (const panel of this.#panels) panel.redraw();
  }

  dispose(): void {
    this.#selection.dispose();
    for (const panel of this.#panels) panel.dispose();
    this.#root.remove();
  }

  get #panels(): readonly ChartPanel[] {
    return [this.#density, this.#setChart, this.#running, this.#gradient, this.#gradientHistory];
  }

  /** Shows anew what another selection, or another detail of the selected set, changes. */
  #followSelection(before: Selected | undefined): void {
    const presentation = this.#presentation();
    const set = this.#selection.selected?.set;
    if (set !== before?.set) {
      this.#announcement.textContent = this.#describe(set);
      this.#drawTensor(presentation);
      if (this.#tools.show(set)) this.#drawSets(presentation);
      else this.#setChart.setData(SELECTED_DATA, selectedRows(this.#tools.page, set));
    }
    this.#showNumbers(presentation);
    this.#drawDensity(presentation);
    if (this.#runningSeries() !== this.#drawnSeries) this.#drawRunning(presentation);
  }

  /** The selected set in words, with its numbers where the card has them. */
  #describe(set: number | undefined): string {
    if (set === undefined) return this.#texts.allValues;
    const known = this.#sets.filter((each) => each.set === set);
    return setStops(this.#card, known, this.#texts)[0]?.text ?? setLabel(this.#card, set, this.#texts);
  }

  #drawTensor(presentation: Presentation): void {
    const { markup, width, height, description } = tensorDrawing(
      this.#card,
      presentation,
      this.#selection.selected?.set,
    );
    this.#drawing.replaceChildren(svgPicture(markup, width, height, description));
  }

  #showNumbers(presentation: Presentation): void {
    const card = this.#card;
    const { selected } = this.#selection;
    this.#formula.replaceChildren(
      ...formulaLine(card, selected && describedSet(card, this.#sets, selected.set, selected.detail), this.#texts),
    );
    this.#numbers.replaceChildren(stagesTable(card, selected?.detail, presentation));
  }

  #presentation(): Presentation {
    return { palette: currentPalette(), texts: this.#texts };
  }

  #courses(): HTMLElement {
    const { running, gradients } = this.#card;
    const courses = element('div', 'views courses');
    if (running !== undefined && running.series.length > 0 && running.recorded.length > 1)
      courses.append(this.#running.root);
    if (gradients !== undefined) courses.append(this.#gradient.root);
    if (hasHistory(gradients)) courses.append(this.#gradientHistory.root);
    courses.hidden = courses.childElementCount === 0;
    return courses;
  }

  /** Every set's numbers, made when somebody wants them: there may be thousands. */
  #dataTable(): HTMLDetailsElement {
    const summary = element('summary', '', this.#texts.data(this.#texts.setName(this.#card.sets.name)));
    const details = element('details', 'data', summary);
    details.addEventListener('toggle', () => {
      if (!details.open || details.childElementCount > 1) return;
      const table = scroller('scroller', summary.textContent);
      table.append(setsTable(this.#card, this.#sets, this.#presentation()));
      details.append(element('p', 'note', sharing(this.#card, this.#texts)), table);
    });
    return details;
  }

  /** The charts of curves, one for each scale; none of no values. */
  #densities(curves: readonly Curve[], presentation: Presentation, withNormal: boolean): PanelChart[] {
    const groups = groupByScale(curves.filter(({ distribution }) => hasValues(distribution)));
    return groups.map((group) => ({
      make: () => densityChart(group, presentation, withNormal && isOnUnitScale(group, groups)),
      height: densityHeight(groups.length),
      stops: densityStops(group, this.#texts),
    }));
  }

  #drawDensity(presentation: Presentation): void {
    const { selected } = this.#selection;
    const title = densityTitle(this.#card, selected?.detail, presentation);
    if (selected !== undefined && selected.detail === undefined) {
      const message = selected.isLoading ? this.#texts.loadingDetail : this.#texts.noDetail;
      const text = setLabel(this.#card, selected.set, this.#texts);
      this.#density.show({ title: { text, subtitle: '' }, charts: [], message }, presentation);
      return;
    }
    const curves = stageCurves(selected?.detail?.stages ?? this.#card.stages, this.#texts);
    this.#density.show({ title, legend: curves, charts: this.#densities(curves, presentation, true) }, presentation);
  }

  #drawSets(presentation: Presentation): void {
    const { page } = this.#tools;
    const make: PanelChart['make'] = (width) =>
      setStatisticsChart(page, this.#card.sets.name, presentation, width, this.#selection.selected?.set);
    const title = setStatisticsTitle(this.#card, page, this.#sets, presentation);
    const stops = setStops(this.#card, page, this.#texts);
    this.#setChart.show({ title, charts: page.length === 0 ? [] : [{ make, stops }] }, presentation);
  }

  /** The running statistics of the selected set, where there are some; else of that which lags most. */
  #runningSeries(): RunningSeries | undefined {
    const { selected } = this.#selection;
    const saved = this.#card.running?.series;
    const channel = selected && channelOf(this.#card, selected.set);
    return selected?.detail?.running ?? saved?.find(({ set }) => set === channel) ?? saved?.[0];
  }

  #drawRunning(presentation: Presentation): void {
    const { running } = this.#card;
    const series = this.#runningSeries();
    this.#drawnSeries = series;
    if (running === undefined || series === undefined) return;
    const updates = halfLife(running.momentum);
    const forgetting =
      running.momentum === null
        ? this.#texts.cumulative
        : updates === undefined
          ? undefined
          : this.#texts.halfLife(String(Number(running.momentum.toPrecision(4))), formatHalfLife(updates));
    const subtitle = [this.#texts.runningSubtitle(this.#texts.oneSet('channel', String(series.set))), forgetting]
      .filter((text) => text !== undefined)
      .join(' · ');
    const make: PanelChart['make'] = () => runningChart(running, series, presentation);
    const stops = runningStops(running, series, this.#texts);
    const legend = [
      { series: 'input', name: this.#texts.batch },
      { series: 'output', name: this.#texts.runningSeries },
    ] as const;
    const title = { text: this.#texts.running, subtitle };
    this.#running.show({ title, legend, charts: [{ make, stops }] }, presentation);
  }

  #drawGradient(presentation: Presentation): void {
    const { gradients } = this.#card;
    if (gradients === undefined) return;
    const title = gradientTitle(gradients, presentation);
    const curves = gradientCurves(gradients, this.#texts);
    const charts = this.#densities(curves, presentation, false);
    this.#gradient.show({ title, legend: curves, charts }, presentation);
    if (!hasHistory(gradients)) return;
    const history = gradientHistoryTitle(gradients, presentation);
    const make: PanelChart['make'] = () => gradientHistoryChart(gradients, presentation);
    const stops = gradientStops(gradients, this.#texts);
    this.#gradientHistory.show({ title: history, legend: curves, charts: [{ make, stops }] }, presentation);
  }
}

function hasHistory(gradients: Card['gradients']): boolean {
  return (gradients?.recorded.length ?? 0) >= HISTORY_FROM;
}

/** `6.6`: updates, for people. */
function formatHalfLife(updates: number): string {
  return updates >= 10
    ? formatStatistic(Math.round(updates)).replace(/\.0+$/, '')
    : String(Number(updates.toPrecision(2)));
}

/** Shows `card` in `root`. */
export function mountCard(card: Card, host: Host, root: HTMLElement): OutputView {
  return new CardView(card, host, root);
}
