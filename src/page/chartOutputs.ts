import type { OutputItem, RendererApi, RendererContext } from 'vscode-notebook-renderer';
import { activate } from '../renderer/renderer.ts';

/** A saved page has no kernel to talk to and trusts nobody. */
function savedPage(): RendererContext<unknown> {
  let state: unknown;
  return {
    getState: () => state,
    setState: (value) => {
      state = value;
    },
    getRenderer: () => Promise.resolve(undefined),
    workspace: { isTrusted: false },
  };
}

function outputItem(id: string, mime: string, json: string): OutputItem {
  return {
    id,
    mime,
    metadata: {},
    text: () => json,
    json: () => JSON.parse(json) as unknown,
    data: () => new TextEncoder().encode(json),
    blob: () => new Blob([json], { type: mime }),
  };
}

export interface ChartOutput {
  readonly element: Element;
  /** Shows the chart, unless it is shown already. */
  readonly draw: () => void;
  /** Shows the chart anew, at once: what the renderer follows by itself comes too late for a printer. */
  readonly redraw: () => void;
}

function chartOutput(renderer: RendererApi, element: Element, id: string): ChartOutput | undefined {
  const place = element.querySelector<HTMLElement>('.chart-place');
  const json = element.querySelector('script[type="application/json"]')?.textContent;
  const mime = element.getAttribute('data-mime');
  if (place === null || mime === null || json === undefined) return undefined;
  let isDrawn = false;
  const redraw = (): void => {
    isDrawn = true;
    void renderer.renderOutputItem(outputItem(id, mime, json), place, new AbortController().signal);
  };
  return {
    element,
    redraw,
    draw: () => {
      if (!isDrawn) redraw();
    },
  };
}

/** The page's charts, each beside the JSON that it shows. */
export function chartOutputs(): ChartOutput[] {
  const renderer = activate(savedPage());
  if (renderer === undefined || renderer instanceof Promise) throw new Error('the renderer starts at once');
  return [...document.querySelectorAll('.chart-output')].flatMap(
    (element, index) => chartOutput(renderer, element, `chart-${index}`) ?? [],
  );
}
