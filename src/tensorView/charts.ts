import type { OutputItem, RendererApi, RendererContext } from 'vscode-notebook-renderer';
import { chartSpec } from '../charts/cardSpec.ts';
import { type Curve, groupByScale } from '../charts/curves.ts';
import { densityChart } from '../charts/density.ts';
import { textsFor } from '../charts/texts/texts.ts';
import { VEGA_LITE_MIME } from '../protocol/mime.ts';
import { currentPalette } from '../renderer/theme.ts';
import { element } from '../renderer/dom.ts';

/** The page of an editor has no kernel to talk to. */
const CONTEXT: Pick<RendererContext<unknown>, 'workspace'> = { workspace: { isTrusted: false } };

const MIN_WIDTH = 200;
const MAX_WIDTH = 640;

let renderer: Promise<RendererApi> | undefined;

/** The renderer of notebooks, which draws charts: loaded with the first chart. */
function loadRenderer(): Promise<RendererApi> {
  renderer ??= import(document.body.dataset.renderer ?? '').then(
    ({ activate }: { activate: (context: unknown) => RendererApi }) => activate(CONTEXT),
  );
  return renderer;
}

let charts = 0;

function item(id: string, spec: object): OutputItem {
  const json = JSON.stringify(spec);
  return {
    id,
    mime: VEGA_LITE_MIME,
    metadata: {},
    text: () => json,
    json: () => spec,
    data: () => new TextEncoder().encode(json),
    blob: () => new Blob([json]),
  };
}

/** The densities of distributions in the page, on an axis each where their scales differ too much. */
export class DensityView {
  readonly root = element('div', 'density');
  readonly #curves: readonly Curve[];
  readonly #language: string;
  readonly #description: string;
  readonly #id = `density-${++charts}`;
  #shown = 0;

  constructor(curves: readonly Curve[], description: string, language: string) {
    this.#curves = curves;
    this.#description = description;
    this.#language = language;
    this.root.setAttribute('role', 'img');
    this.root.setAttribute('aria-label', description);
  }

  /** Draws it in the colours of the present theme. */
  async draw(): Promise<void> {
    const api = await loadRenderer();
    const presentation = { palette: currentPalette(), texts: textsFor(this.#language) };
    const width = Math.min(MAX_WIDTH, Math.max(MIN_WIDTH, this.root.clientWidth));
    const groups = groupByScale(this.#curves);
    const places = groups.map((group, index) => {
      const place = element('div', '');
      const spec = chartSpec(densityChart(group, presentation, false), presentation, width);
      return { place, item: item(`${this.#id}-${index}`, { ...spec, description: this.#description }) };
    });
    this.#forget(api);
    this.#shown = places.length;
    this.root.replaceChildren(...places.map(({ place }) => place));
    for (const { place, item } of places) await api.renderOutputItem(item, place, new AbortController().signal);
  }

  dispose(): void {
    void renderer?.then((api) => {
      this.#forget(api);
    });
    this.root.remove();
  }

  #forget(api: RendererApi): void {
    for (let i = 0; i < this.#shown; i++) api.disposeOutputItem?.(`${this.#id}-${i}`);
    this.#shown = 0;
  }
}
