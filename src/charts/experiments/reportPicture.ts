import type { TopLevelSpec } from 'vega-lite';
import { chartSpec, outerHeight, CHART_HEIGHT } from '../cardSpec.ts';
import type { ChartPicture } from '../cardPicture.ts';
import type { Presentation } from '../presentation.ts';
import { SCHEMA } from '../schema.ts';
import { escapeXml } from '../tensorDrawing.ts';
import { chartConfig } from '../theme.ts';
import { histogramPath, SPARKLINE } from './histogramPath.ts';
import type { Panel, Report, ReportTable, TableCell } from './report.ts';

/** The width of a chart in pictures, and how many stand side by side. */
const CHART_WIDTH = 300;
const COLUMNS = 3;
const PADDING = 14;
const GAP = 24;
const HEADER = 34;
const LINE = 17;
/** Between the text of a cell and its frame, and of neighbouring cells. */
const CELL_PADDING = 8;
/** How wide a character is in the table, about. */
const CHARACTER = 6.6;

function heightOf({ height }: Panel): number {
  return height?.(CHART_WIDTH) ?? CHART_HEIGHT;
}

/** The charts of a report, for viewers that know Vega-Lite but not our experiments. */
export function reportSpec(report: Report, presentation: Presentation): TopLevelSpec {
  return {
    $schema: SCHEMA,
    title: { text: report.title, subtitle: report.facts.join(' · ') },
    concat: report.panels.map(({ title, subtitle, chart }) => ({
      ...chart(CHART_WIDTH),
      title: { text: title, subtitle },
      width: CHART_WIDTH,
      height: CHART_HEIGHT,
    })),
    columns: COLUMNS,
    spacing: 32,
    // Charts have other lines than their neighbours.
    resolve: {
      scale: { color: 'independent', strokeDash: 'independent', shape: 'independent' },
      legend: { color: 'independent', strokeDash: 'independent', shape: 'independent' },
    },
    config: chartConfig(presentation.palette),
  };
}

/** Each chart of a report alone, as {@link reportPicture} wants it drawn. */
export function pictureCharts(report: Report, presentation: Presentation): TopLevelSpec[] {
  return report.panels.map((panel) => chartSpec(panel.chart(CHART_WIDTH), presentation, CHART_WIDTH, heightOf(panel)));
}

function textAt(x: number, y: number, text: string, attributes: string): string {
  return `<text x="${x}" y="${y}" ${attributes}>${escapeXml(text)}</text>`;
}

/** The panels in rows: titles, drawings where there are some, charts. */
function grid(
  panels: readonly Panel[],
  charts: readonly ChartPicture[],
  top: number,
  { palette }: Presentation,
): { readonly markup: string; readonly bottom: number } {
  const markup: string[] = [];
  let y = top;
  for (let first = 0; first < panels.length; first += COLUMNS) {
    const row = panels.slice(first, first + COLUMNS);
    const drawings = Math.max(0, ...row.map(({ drawing }) => drawing?.height ?? 0));
    row.forEach(({ title, subtitle, drawing }, index) => {
      const x = PADDING + index * (CHART_WIDTH + GAP);
      markup.push(
        textAt(x, y + 12, title, `fill="${palette.foreground}" font-weight="bold"`),
        textAt(x, y + 28, subtitle, `fill="${palette.muted}" font-size="11"`),
      );
      if (drawing !== undefined) {
        markup.push(
          `<svg x="${x}" y="${y + 38}" width="${CHART_WIDTH}" height="${drawing.height}">${drawing.markup}</svg>`,
        );
      }
      const { svg, width, height } = charts[first + index]!;
      markup.push(`<svg x="${x}" y="${y + 42 + drawings}" width="${width}" height="${height}">${svg}</svg>`);
    });
    y += 42 + drawings + outerHeight(Math.max(...row.map(heightOf))) + PADDING;
  }
  return { markup: markup.join(''), bottom: y };
}

/** How wide a text is, about: full-width characters take two places. */
function textWidth(text: string): number {
  return Array.from(text).reduce((sum, letter) => sum + (letter > '\u2e80' ? 2 : 1), 0) * CHARACTER;
}

function cellWidth({ lines, distribution }: TableCell): number {
  return distribution === undefined ? Math.max(0, ...lines.map(textWidth)) : SPARKLINE.width;
}

function tableMarkup(
  { columns, rows, caption }: ReportTable,
  top: number,
  { palette }: Presentation,
): { readonly markup: string; readonly width: number; readonly bottom: number } {
  const head: TableCell[] = columns.map((column) => ({ lines: column.split('\n') }));
  const all = [head, ...rows.map(({ name, cells }): TableCell[] => [{ lines: [name] }, ...cells])];
  const widths = columns.map((_, column) =>
    Math.max(...all.flatMap((row) => (row[column] === undefined ? [] : cellWidth(row[column])))),
  );
  const markup = [textAt(PADDING, top + 12, caption, `fill="${palette.foreground}" font-weight="bold"`)];
  let y = top + 24;
  all.forEach((row, index) => {
    const height = Math.max(...row.map(({ lines }) => lines.length)) * LINE + 6;
    let x = PADDING;
    row.forEach(({ lines, isMarked, isError, distribution }, column) => {
      const color = index === 0 ? palette.muted : isError === true ? palette.error : palette.foreground;
      if (isMarked === true) {
        markup.push(
          `<rect x="${x - 5}" y="${y + 1}" width="${widths[column]! + 10}" height="${lines.length * LINE + 3}" rx="3" fill="none" stroke="${palette.output}" stroke-width="1.4"/>`,
        );
      }
      if (distribution !== undefined) {
        const path = histogramPath(distribution, SPARKLINE.width, SPARKLINE.height);
        markup.push(`<path transform="translate(${x} ${y + 1})" d="${path}" fill="${palette.output}"/>`);
      } else {
        lines.forEach((line, number) =>
          markup.push(textAt(x, y + 14 + number * LINE, line, `fill="${color}" font-size="11.5"`)),
        );
      }
      x += widths[column]! + 2 * CELL_PADDING + 4;
    });
    y += height;
  });
  const width = widths.reduce((sum, each) => sum + each + 2 * CELL_PADDING + 4, PADDING);
  return { markup: markup.join(''), width, bottom: y };
}

/** An experiment as one SVG image, for viewers that know neither ours nor Vega-Lite. */
export function reportPicture(report: Report, charts: readonly ChartPicture[], presentation: Presentation): string {
  const { palette } = presentation;
  const { title, facts, panels, notes } = report;
  const body = grid(panels, charts, HEADER + PADDING, presentation);
  const table = tableMarkup(report.table, body.bottom, presentation);
  const columns = Math.min(COLUMNS, panels.length);
  const charted = columns === 0 ? CHART_WIDTH : columns * CHART_WIDTH + (columns - 1) * GAP;
  const width = Math.ceil(Math.max(PADDING * 2 + charted, table.width + PADDING));
  const height = table.bottom + notes.length * LINE + PADDING;
  const line = facts.join(' · ');
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${width} ${height}" width="${width}" height="${height}" font-size="12" font-family="${escapeXml(palette.font)}" role="img" aria-label="${escapeXml(`${title}: ${line}`)}">`,
    `<text x="${PADDING}" y="22" fill="${palette.foreground}"><tspan font-weight="bold">${escapeXml(title)}</tspan><tspan dx="10">${escapeXml(line)}</tspan></text>`,
    `<path d="M0 ${HEADER}h${width}" stroke="${palette.grid}"/>`,
    body.markup,
    table.markup,
    ...notes.map((note, index) =>
      textAt(PADDING, table.bottom + 14 + index * LINE, note, `fill="${palette.muted}" font-size="11"`),
    ),
    '</svg>',
  ].join('');
}
