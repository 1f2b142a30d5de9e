import { type Loader, loader, parse, type Spec, View } from 'vega';
import { expressionInterpreter } from 'vega-interpreter';
import { compile, type TopLevelSpec } from 'vega-lite';

/** Charts come from notebooks that anybody may have written: they show their own data and reach for nothing else. */
function refusingLoader(): Loader {
  const refuse = (uri: string): Promise<never> =>
    Promise.reject(new Error(`This chart wants to load ${uri}. Charts here show only the data they carry.`));
  return { ...loader(), load: refuse, sanitize: refuse, http: refuse, file: refuse };
}

/** A Vega-Lite chart in an element: drawn again, never beside the old one, and freed at the end. */
export class ChartView {
  readonly #element: HTMLElement;
  readonly #onProblem: (message: string) => void;
  #view: View | undefined;

  constructor(element: HTMLElement, onProblem: (message: string) => void) {
    this.#element = element;
    this.#onProblem = onProblem;
  }

  /** Shows `spec` in place of what was there. Expressions are interpreted, never compiled. */
  show(spec: TopLevelSpec): void {
    this.dispose();
    try {
      const compiled = compile(spec).spec as Spec;
      const view = new View(parse(compiled, undefined, { ast: true }), {
        container: this.#element,
        renderer: 'svg',
        expr: expressionInterpreter as never,
        loader: refusingLoader(),
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

  readonly #report = (error: unknown): void => {
    this.#onProblem(error instanceof Error ? error.message : String(error));
  };
}
