import { loader, parse, type Scale, type Spec, View } from 'vega';
import { expressionInterpreter } from 'vega-interpreter';
import { compile, type TopLevelSpec } from 'vega-lite';
import { quietLogger, refusingLoader } from '../charts/isolation.ts';
import { isForPaper } from './turns.ts';

/** The cursors that a chart may name: those that browsers have. */
const CURSOR = /^[a-z-]+$/;

/** Whether anything in `part` sets a cursor in another way than by naming one: it might be a picture from elsewhere. */
function hasForeignCursor(part: unknown): boolean {
  if (typeof part !== 'object' || part === null) return false;
  if ('name' in part && part.name === 'cursor' && ('update' in part || 'on' in part || 'value' in part)) return true;
  return Object.entries(part).some(([key, value]: [string, unknown]) => {
    if (key !== 'cursor') return hasForeignCursor(value);
    const rules = (Array.isArray(value) ? value : [value]) as unknown[];
    return !rules.every((rule) => {
      const name: unknown = typeof rule === 'object' && rule !== null && 'value' in rule ? rule.value : rule;
      return typeof name === 'string' && CURSOR.test(name);
    });
  });
}

/** Throws where a chart would load something by a paint or a cursor, or put controls outside of its element. */
function refuseToReachOut(spec: Spec): void {
  if (/url\s*\(/i.test(JSON.stringify(spec)) || hasForeignCursor({ ...spec, data: undefined })) {
    throw new Error('This chart wants to load something by url(…). Charts here show only the data they carry.');
  }
  for (const signal of spec.signals ?? []) {
    if ('bind' in signal && signal.bind !== undefined && 'element' in signal.bind) {
      throw new Error('This chart wants to put controls elsewhere on the page. Charts here stay in their place.');
    }
  }
}

/** A view of `spec`, whose expressions are interpreted, never compiled, in `container` or in memory alone. */
function makeView(spec: TopLevelSpec, report: (error: unknown) => void, container?: HTMLElement): View {
  const logger = quietLogger(report);
  const compiled = compile(spec, { logger }).spec;
  refuseToReachOut(compiled);
  return new View(parse(compiled, undefined, { ast: true }), {
    ...(container === undefined ? {} : { container }),
    renderer: container === undefined ? 'none' : 'svg',
    expr: expressionInterpreter as never,
    loader: refusingLoader(loader(), report),
    logger,
    hover: container !== undefined,
  });
}

/** A chart as the text of an SVG document. */
export async function chartSvg(spec: TopLevelSpec): Promise<string> {
  const view = makeView(spec, () => undefined);
  try {
    return await view.toSVG();
  } finally {
    view.finalize();
  }
}

/** A Vega-Lite chart in an element: drawn again, never beside the old one, and freed at the end. */
export class ChartView {
  readonly #element: HTMLElement;
  readonly #onProblem: (message: string) => void;
  #view: View | undefined;
  /** Counts what was drawn: an error of an earlier drawing is of no interest. */
  #drawings = 0;

  /** `onProblem` is told why a chart cannot be drawn, after the element has been emptied. */
  constructor(element: HTMLElement, onProblem: (message: string) => void) {
    this.#element = element;
    this.#onProblem = onProblem;
  }

  /** Shows `spec` in place of what was there. Resolves when it is drawn, or cannot be. */
  async show(spec: TopLevelSpec): Promise<void> {
    this.dispose();
    const drawing = this.#drawings;
    const report = (error: unknown): void => {
      this.#report(error, drawing);
    };
    try {
      this.#view = makeView(spec, report, this.#element);
      // Paper does not wait.
      if (isForPaper()) this.#view.run();
      else await this.#view.runAsync();
    } catch (error) {
      report(error);
    }
  }

  /** Gives the chart that is drawn, if there is one, other `rows` of the data that its specification calls `name`. */
  async setData(name: string, rows: readonly object[]): Promise<void> {
    await this.#view?.data(name, [...rows]).runAsync();
  }

  /** A scale of the chart that is drawn, for instance `x`. */
  scale(name: string): Scale | undefined {
    return this.#view?.scale(name) as Scale | undefined;
  }

  /** Where the plot begins within the element, in pixels. */
  get origin(): readonly [x: number, y: number] {
    return this.#view?.origin() ?? [0, 0];
  }

  dispose(): void {
    this.#drawings++;
    this.#view?.finalize();
    this.#view = undefined;
    this.#element.replaceChildren();
  }

  /** Vega also reports from within its constructor, which then goes on to draw: so the message comes a little later. */
  #report(error: unknown, drawing: number): void {
    queueMicrotask(() => {
      if (drawing !== this.#drawings) return;
      this.dispose();
      this.#onProblem(error instanceof Error ? error.message : String(error));
    });
  }
}
