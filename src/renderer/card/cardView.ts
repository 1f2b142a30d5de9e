import { cardFacts, cardText, setLabel, sharing } from '../../charts/cardText.ts';
import { densityHeight } from '../../charts/cardSpec.ts';
import { type Curve, groupByScale, hasValues, isOnUnitScale } from '../../charts/curves.ts';
import { densityChart } from '../../charts/density.ts';
import type { Presentation } from '../../charts/presentation.ts';
import { formatHalfLife, gradientHistoryChart, halfLife, runningChart } from '../../charts/runningStatistics.ts';
import { channelOf, type DescribedSet, describedSet, describeSets } from '../../charts/sets.ts';
import {
  type FormerSets,
  intervalRange,
  SELECTED_DATA,
  selectedRows,
  setStatisticsChart,
} from '../../charts/setStatistics.ts';
import { densityStops, gradientStops, runningStops, setStops } from '../../charts/stops.ts';
import { tensorDrawing } from '../../charts/tensorDrawing.ts';
import { textsFor } from '../../charts/texts/texts.ts';
import {
  type ChartTitle,
  densityTitle,
  gradientCurves,
  gradientHistoryTitle,
  gradientTitle,
  setStatisticsTitle,
  stageCurves,
} from '../../charts/views.ts';
import type { Card, RunningSeries, SetDetail } from '../../protocol/card.ts';
import type { Outcome } from '../../protocol/whatIf.ts';
import { element, scroller, svgPicture } from '../dom.ts';
import { findingsList } from '../findingsList.ts';
import type { Host } from '../host.ts';
import type { OutputView } from '../outputView.ts';
import { currentPalette } from '../theme.ts';
import { cardActions } from './actions.ts';
import { AxisHold } from './axisHold.ts';
import { ChartPanel, type PanelChart } from './chartPanel.ts';
import { formulaLine } from './formulaLine.ts';
import { type Selected, Selection } from './selection.ts';
import { SetTools } from './setTools.ts';
import { stagesTable } from './stagesTable.ts';
import { setsTable } from './setsTable.ts';
import { triedDensities } from './triedDensities.ts';
import { WhatIfPanel } from './whatIfPanel.ts';

/** From so many recorded backward passes on, their course is drawn. */
const HISTORY_FROM = 3;

/** A card under a setting. */
interface Shown {
  readonly outcome: Outcome;
  readonly card: Card;
  readonly sets: readonly DescribedSet[];
}

/** A card in the page: what it shows follows the selection of a set, and the setting that is tried. */
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
  readonly #courses: HTMLElement;
  readonly #whatIf: WhatIfPanel | undefined;
  readonly #axes = new AxisHold();
  #drawnSeries: RunningSeries | undefined;
  /** What the card shows in place of what it was made of. */
  #tried: Shown | undefined;
  #isOnPaper = false;
  readonly #leaveOrEnterPaper = ({ type }: Event): void => {
    this.#isOnPaper = type === 'beforeprint';
    if (this.#tried !== undefined) this.refresh();
  };

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
    this.#courses = this.#placeCourses();
    if (host.isReachable && card.formula !== undefined && hasValues(card.stages.input))
      this.#whatIf = this.#tryOut(host);
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
      ...(card.findings === undefined || card.findings.length === 0
        ? []
        : [findingsList(card.findings, host, this.#texts, { withLayer: false })]),
      element('div', 'views', this.#drawing, this.#density.root, this.#setChart.root),
      ...(this.#whatIf === undefined ? [] : [this.#whatIf.root]),
      this.#formula,
      this.#courses,
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
    addEventListener('beforeprint', this.#leaveOrEnterPaper);
    addEventListener('afterprint', this.#leaveOrEnterPaper);
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
    removeEventListener('beforeprint', this.#leaveOrEnterPaper);
    removeEventListener('afterprint', this.#leaveOrEnterPaper);
    this.#selection.dispose();
    this.#whatIf?.dispose();
    for (const panel of this.#panels) panel.dispose();
    this.#root.remove();
  }

  get #panels(): readonly ChartPanel[] {
    return [this.#density, this.#setChart, this.#running, this.#gradient, this.#gradientHistory];
  }

  /** The setting that is tried; paper shows the card as it was. */
  get #shown(): Shown | undefined {
    return this.#isOnPaper ? undefined : this.#tried;
  }

  /** What is known of the selected set, under the setting that is tried. */
  get #detail(): SetDetail | undefined {
    const { selected } = this.#selection;
    if (this.#shown === undefined) return selected?.detail;
    const { detail } = this.#shown.outcome;
    return detail?.set === selected?.set ? detail : undefined;
  }

  #tryOut(host: Host): WhatIfPanel {
    return new WhatIfPanel(this.#card, host, this.#texts, {
      onOutcome: (outcome) => {
        if (outcome === undefined && this.#tried === undefined) return;
        this.#tried = outcome && { outcome, card: outcome.card, sets: describeSets(outcome.card) };
        this.#showTried();
      },
      onSettled: () => {
        this.#axes.release();
        if (this.#tried !== undefined) this.#showTried();
      },
    });
  }

  /** Shows what a setting changes. */
  #showTried(): void {
    const presentation = this.#presentation();
    this.#showNumbers(presentation);
    this.#drawDensity(presentation);
    this.#drawSets(presentation);
    this.#drawRunning(presentation);
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
      this.#whatIf?.select(set);
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
    const { card, sets } = this.#shown ?? { card: this.#card, sets: this.#sets };
    const set = this.#selection.selected?.set;
    this.#formula.replaceChildren(
      ...formulaLine(card, set === undefined ? undefined : describedSet(card, sets, set, this.#detail), this.#texts),
    );
    const former = this.#shown && (this.#selection.selected?.detail?.stages ?? this.#card.stages);
    const { gradients } = this.#card;
    const shown = gradients === undefined ? card : { ...card, gradients };
    this.#numbers.replaceChildren(stagesTable(shown, this.#detail, presentation, former));
  }

  #presentation(): Presentation {
    return { palette: currentPalette(), texts: this.#texts };
  }

  #placeCourses(): HTMLElement {
    const { gradients } = this.#card;
    const courses = element('div', 'views courses');
    if (gradients !== undefined) courses.append(this.#gradient.root);
    if (hasHistory(gradients)) courses.append(this.#gradientHistory.root);
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
    const detail = this.#detail;
    const title = densityTitle(this.#card, selected?.detail, presentation);
    if (selected !== undefined && detail === undefined) {
      const isLoading = selected.isLoading || this.#shown !== undefined;
      const message = isLoading ? this.#texts.loadingDetail : this.#texts.noDetail;
      const text = setLabel(this.#card, selected.set, this.#texts);
      this.#density.show({ title: { text, subtitle: '' }, charts: [], message }, presentation);
      return;
    }
    const curves = stageCurves(detail?.stages ?? (this.#shown?.card ?? this.#card).stages, this.#texts);
    const former = stageCurves(selected?.detail?.stages ?? this.#card.stages, this.#texts);
    const charts =
      this.#shown === undefined
        ? this.#densities(curves, presentation, true)
        : triedDensities(former, curves, presentation, this.#axes, `density of ${selected?.set}`);
    this.#density.show({ title: this.#compared(title), legend: curves, charts }, presentation);
  }

  #drawSets(presentation: Presentation): void {
    const { page } = this.#tools;
    const tried = this.#shown && new Map(this.#shown.sets.map((each) => [each.set, each]));
    const sets = tried === undefined ? page : page.flatMap(({ set }) => tried.get(set) ?? []);
    const former = tried && this.#formerSets(page, sets);
    const make: PanelChart['make'] = (width) =>
      setStatisticsChart(sets, this.#card.sets.name, presentation, width, this.#selection.selected?.set, former);
    const title = this.#compared(setStatisticsTitle(this.#card, page, this.#sets, presentation));
    const stops = setStops(this.#card, sets, this.#texts);
    this.#setChart.show({ title, charts: sets.length === 0 ? [] : [{ make, stops }] }, presentation);
  }

  /** How the sets of a page were, on an axis that shows both. */
  #formerSets(page: readonly DescribedSet[], sets: readonly DescribedSet[]): FormerSets | undefined {
    const range = intervalRange([...page, ...sets]);
    return range && { sets: page, range: this.#axes.including(`sets ${page[0]?.set}`, range) };
  }

  /** A chart's title, which also says what thin lines are where a setting is tried. */
  #compared(title: ChartTitle): ChartTitle {
    if (this.#shown === undefined) return title;
    return { ...title, subtitle: `${title.subtitle} · ${this.#texts.whatIf.asItWas}` };
  }

  /** The running statistics of the selected set, where there are some; else of that which lags most. */
  #runningSeries(): RunningSeries | undefined {
    const { selected } = this.#selection;
    const card = this.#shown?.card ?? this.#card;
    const saved = card.running?.series;
    const channel = selected && channelOf(card, selected.set);
    return this.#detail?.running ?? saved?.find(({ set }) => set === channel) ?? saved?.[0];
  }

  #drawRunning(presentation: Presentation): void {
    const { running } = this.#shown?.card ?? this.#card;
    const series = this.#runningSeries();
    this.#drawnSeries = series;
    // Where one batch alone is known, it is worth a chart when its momentum is what the reader asks about.
    const isAsked =
      this.#shown === undefined || this.#card.running?.recorded.length !== 1 || this.#former !== undefined;
    const isShown = running !== undefined && series !== undefined && running.recorded.length > 1 && isAsked;
    // Not where it is already: it would lose the focus.
    if (isShown && !this.#courses.contains(this.#running.root)) this.#courses.prepend(this.#running.root);
    if (!isShown) this.#running.root.remove();
    this.#courses.hidden = this.#courses.childElementCount === 0;
    if (!isShown) return;
    const former = this.#former?.series.find(({ set }) => set === series.set);
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
    const make: PanelChart['make'] = () => runningChart(running, series, presentation, former);
    const stops = runningStops(running, series, this.#texts);
    const legend = [
      { series: 'input', name: this.#texts.batch },
      { series: 'output', name: this.#texts.runningSeries },
    ] as const;
    const title = { text: this.#texts.running, subtitle };
    const compared = former === undefined ? title : this.#compared(title);
    this.#running.show({ title: compared, legend, charts: [{ make, stops }] }, presentation);
  }

  /** The running statistics with the layer's own momentum, where another one is tried. */
  get #former(): Card['running'] {
    return this.#shown?.outcome.ownRunning;
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

/** Shows `card` in `root`. */
export function mountCard(card: Card, host: Host, root: HTMLElement): OutputView {
  return new CardView(card, host, root);
}
