import type { ActivationFunction, OutputItem, RendererApi, RendererContext } from 'vscode-notebook-renderer';
import type { DistributionPage } from '../protocol/variables.ts';

/** What VS Code gives the script of a tab (https://code.visualstudio.com/api/extension-guides/webview). */
declare function acquireVsCodeApi(): { postMessage(message: unknown): void };

/** A tab that asks nothing of a kernel through the renderer. */
const CONTEXT: RendererContext<unknown> = {
  getState: () => undefined,
  setState: () => undefined,
  getRenderer: () => Promise.resolve(undefined),
  workspace: { isTrusted: true },
};

function find<Kind extends Element = HTMLElement>(selector: string): Kind {
  const found = document.querySelector<Kind>(selector);
  if (found === null) throw new Error(`the page has no ${selector}`);
  return found;
}

function element(tag: string, text: string): HTMLElement {
  const made = document.createElement(tag);
  made.textContent = text;
  return made;
}

function row(tag: 'th' | 'td', cells: readonly string[]): HTMLElement {
  const made = document.createElement('tr');
  made.append(
    ...cells.map((text) => {
      const cell = element(tag, text);
      if (tag === 'th') cell.setAttribute('scope', 'col');
      return cell;
    }),
  );
  return made;
}

function outputItem(data: object): OutputItem {
  const json = JSON.stringify(data);
  return {
    id: 'distribution',
    mime: document.body.dataset.mime ?? '',
    metadata: {},
    text: () => json,
    json: () => JSON.parse(json) as unknown,
    data: () => new TextEncoder().encode(json),
    blob: () => new Blob([json]),
  };
}

function show({ title, subtitle, facts, warning, chart, table }: DistributionPage, renderer: RendererApi): void {
  document.title = title;
  find('h1').textContent = title;
  find('p').textContent = subtitle;
  find('.warning').textContent = warning === '' ? '' : `⚠ ${warning}`;
  find('dl').replaceChildren(
    ...facts.map(([name, value]) => {
      const fact = document.createElement('div');
      fact.append(element('dt', name), element('dd', value));
      return fact;
    }),
  );
  find('summary').textContent = table.title;
  find('thead').replaceChildren(row('th', table.headers));
  find('tbody').replaceChildren(...table.rows.map((cells) => row('td', cells)));
  if (chart === undefined) {
    renderer.disposeOutputItem?.();
    find('.chart').replaceChildren();
  } else void renderer.renderOutputItem(outputItem(chart), find('.chart'), new AbortController().signal);
}

async function start(): Promise<void> {
  const module = (await import(document.body.dataset.renderer ?? '')) as { readonly activate: ActivationFunction };
  const renderer = await module.activate(CONTEXT);
  if (renderer === undefined) throw new Error('the renderer gives no way to draw');
  window.addEventListener('message', ({ data }: MessageEvent<DistributionPage>) => {
    show(data, renderer);
  });
  acquireVsCodeApi().postMessage('ready');
}

void start();
