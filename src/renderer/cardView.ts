import { chartSpec, densityTitle, setStatisticsTitle } from '../charts/cardSpec.ts';
import type { ChartTitle } from '../charts/cardSpec.ts';
import { cardFacts, cardText, TABLE_COLUMNS, tableRow } from '../charts/cardText.ts';
import { densityChart, type Layer } from '../charts/density.ts';
import type { Palette } from '../charts/palette.ts';
import { setStatisticsChart } from '../charts/setStatistics.ts';
import { tensorDrawing } from '../charts/tensorDrawing.ts';
import type { Card, Distribution } from '../protocol/card.ts';
import { ChartView } from './chartView.ts';
import { element } from './dom.ts';
import type { OutputView } from './outputView.ts';
import { currentPalette } from './theme.ts';

const SVG = 'http://www.w3.org/2000/svg';

/** Below this a chart's axis would have no room for its labels. */
const MIN_CHART_WIDTH = 160;

/** A place for a chart under its title. */
interface ChartSlot {
  readonly root: HTMLElement;
  readonly draw: (palette: Palette) => void;
  readonly dispose: () => void;
}

function chartSlot(title: ChartTitle, makeChart: (palette: Palette, width: number) => Layer): ChartSlot {
  const canvas = element('div', 'canvas');
  const root = element('section', 'chart', element('h3', '', title.text), element('p', '', title.subtitle), canvas);
  canvas.setAttribute('role', 'img');
  canvas.setAttribute('aria-label', `${title.text}: ${title.subtitle}`);
  const view = new ChartView(canvas, (message) => {
    canvas.replaceChildren(element('p', 'normscope-problem', message));
  });
  return {
    root,
    draw: (palette) => {
      const width = Math.max(canvas.clientWidth, MIN_CHART_WIDTH);
      view.show(chartSpec(makeChart(palette, width), palette, width));
    },
    dispose: () => {
      view.dispose();
    },
  };
}

function drawing(card: Card, palette: Palette): SVGElement {
  const { markup, width, height, description } = tensorDrawing(card, palette);
  const svg = document.createElementNS(SVG, 'svg');
  svg.setAttribute('class', 'drawing');
  svg.setAttribute('width', String(width));
  svg.setAttribute('height', String(height));
  svg.setAttribute('role', 'img');
  svg.setAttribute('aria-label', description);
  const parsed = new DOMParser().parseFromString(`<svg xmlns="${SVG}">${markup}</svg>`, 'image/svg+xml');
  svg.append(...parsed.documentElement.childNodes);
  return svg;
}

function table(card: Card, palette: Palette): HTMLTableElement {
  const head = element('tr', '', element('td', ''), ...TABLE_COLUMNS.map((name) => columnHeader(name)));
  const row = (end: 'before' | 'after', distribution: Distribution): HTMLTableRowElement => {
    const key = element('span', `key ${end}`);
    key.style.borderColor = palette[end];
    key.style.background = palette[end];
    const name = element('th', '', key, end);
    name.scope = 'row';
    const broken = distribution.nan + distribution.infinite > 0;
    return element(
      'tr',
      broken ? 'broken' : '',
      name,
      ...tableRow(distribution).map((text) => element('td', '', text)),
    );
  };
  return element(
    'table',
    '',
    element('thead', '', head),
    element('tbody', '', row('before', card.before), row('after', card.after)),
  );
}

function columnHeader(name: string): HTMLTableCellElement {
  const header = element('th', '', name);
  header.scope = 'col';
  return header;
}

/** Shows `card` in `root`. */
export function mountCard(card: Card, root: HTMLElement): OutputView {
  const title = element('h2', '', card.title);
  title.title = card.layer;
  const facts = element('p', 'facts', cardFacts(card).join(' · '));
  const charts = [
    chartSlot(densityTitle(), (palette) => densityChart(card, palette)),
    chartSlot(setStatisticsTitle(card), (palette, width) => setStatisticsChart(card, palette, width)),
  ];
  const picture = element('div', '');
  const numbers = element('div', '');
  const article = element(
    'article',
    'normscope-card',
    element('header', '', title, facts),
    element('div', 'views', picture, ...charts.map((chart) => chart.root)),
    numbers,
  );
  article.setAttribute('aria-label', cardText(card));
  root.append(article);
  const refresh = (): void => {
    const palette = currentPalette();
    picture.replaceChildren(drawing(card, palette));
    numbers.replaceChildren(table(card, palette));
    for (const chart of charts) chart.draw(palette);
  };
  return {
    refresh,
    dispose: () => {
      for (const chart of charts) chart.dispose();
      article.remove();
    },
  };
}
