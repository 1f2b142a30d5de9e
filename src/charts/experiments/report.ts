import type { Distribution } from '../../protocol/card.ts';
import type { RevealRequest } from '../../protocol/rendererMessages.ts';
import type { Drawing } from '../tensorDrawing.ts';
import type { Layer } from '../layer.ts';

/** A titled chart of an experiment. */
export interface Panel {
  readonly title: string;
  readonly subtitle: string;
  /** Beside the title: which elements share a statistic. */
  readonly drawing?: Drawing;
  /** How high the chart is in such a place, without its axis. Default: as one in a card. */
  readonly height?: (width: number) => number;
  /** The chart for a place so many pixels wide. */
  readonly chart: (width: number) => Layer;
}

/** A text that leads to code or to a card, where somebody can show it. */
export interface Link {
  readonly text: string;
  readonly to: RevealRequest;
}

export interface TableCell {
  readonly lines: readonly string[];
  /** Whether it stands out: it has a frame and a sign. */
  readonly isMarked?: boolean;
  /** Whether it tells of an error. */
  readonly isError?: boolean;
  /** Drawn small in place of the text, which describes it. */
  readonly distribution?: Distribution;
  /** In place of the lines, which are its text. */
  readonly link?: Link;
}

/** What a row shows when it is opened. */
export interface RowDetail {
  readonly distribution: Distribution;
  readonly description: string;
  readonly lines: readonly string[];
  readonly links: readonly Link[];
}

export interface TableRow {
  readonly name: string;
  readonly cells: readonly TableCell[];
  readonly detail?: RowDetail;
}

export interface ReportTable {
  readonly caption: string;
  /** The first is that of the rows' names. */
  readonly columns: readonly string[];
  readonly rows: readonly TableRow[];
}

/** An experiment in a language, as every viewer shows it in its own way. */
export interface Report {
  readonly title: string;
  readonly facts: readonly string[];
  readonly panels: readonly Panel[];
  readonly table: ReportTable;
  /** What to know of the numbers. */
  readonly notes: readonly string[];
  /** The numbers behind the charts. */
  readonly data: readonly ReportTable[];
}
