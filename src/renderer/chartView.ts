import { type Loader, loader, type LoggerInterface, parse, type Spec, View } from 'vega';
import { expressionInterpreter } from 'vega-interpreter';
import { compile, type TopLevelSpec } from 'vega-lite';

/** Throws where a chart would load something by a paint or a cursor, or put controls outside of its element. */
function refuseToReachOut(spec: Spec): void {
  if (/url\s*\(/i.test(JSON.stringify(spec))) {
    throw new Error('This chart wants to load something by url(…). Charts here show only the data they carry.');
  }
  for (const signal of spec.signals ?? []) {
    if ('bind' in signal && signal.bind !== undefined && 'element' in signal.bind) {
      throw new Error('This chart wants to put controls elsewhere on the page. Charts here stay in their place.');
    }
  }
}

/** A Vega-Lite chart in an element: drawn again, never beside the old one, and freed at the end. */
export class ChartView {
  readonly #element: HTMLElement;
  readonly #onProblem: (message: string) => void;
  #view: View | undefined;

  /** `onProblem` is told why a chart cannot be drawn, after the element has been emptied. */
  constructor(element: HTMLElement, onProblem: (message: string) => void) {
    this.#element = element;
    this.#onProblem = onProblem;
  }

  /** Shows `spec` in place of what was there. Expressions are interpreted, never compiled. */
  show(spec: TopLevelSpec): void {
    this.dispose();
    try {
      const compiled = compile(spec, { logger: this.#logger() }).spec;
      refuseToReachOut(compiled);
      const view = new View(parse(compiled, undefined, { ast: true }), {
        container: this.#element,
        renderer: 'svg',
        expr: expressionInterpreter as never,
        loader: this.#refusingLoader(),
        logger: this.#logger(),
        hover: true,
      });
      this.#view = view;
      view.runAsync().catch(this.#report);
    } catch (error) {
      this.#report(error);
    }
  }

  dispose(): void {
    this.#view?.finalize();
    this.#view = undefined;
    this.#element.replaceChildren();
  }

  /** Charts come from notebooks that anybody may have written: they show their own data and reach for nothing else. */
  #refusingLoader(): Loader {
    const refuse = (uri: string): Promise<never> => {
      const error = new Error(`This chart wants to load ${uri}. Charts here show only the data they carry.`);
      this.#report(error);
      return Promise.reject(error);
    };
    return { ...loader(), load: refuse, sanitize: refuse, http: refuse, file: refuse };
  }

  /** Vega tells its logger of errors in the midst of drawing; what it merely remarks on is of no use to a reader. */
  #logger(): LoggerInterface {
    const quiet = (): LoggerInterface => logger;
    const logger = {
      level: quiet,
      warn: quiet,
      info: quiet,
      debug: quiet,
      error: (...parts: readonly unknown[]) => {
        this.#report(parts[0]);
        return logger;
      },
    } as LoggerInterface;
    return logger;
  }

  /** Vega also reports from within its constructor, which then goes on to draw: so the message comes a little later. */
  readonly #report = (error: unknown): void => {
    queueMicrotask(() => {
      this.dispose();
      this.#onProblem(error instanceof Error ? error.message : String(error));
    });
  };
}
