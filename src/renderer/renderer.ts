import type { ActivationFunction, OutputItem } from 'vscode-notebook-renderer';
import type { TopLevelSpec } from 'vega-lite';
import { CARD_MIME } from '../protocol/mime.ts';
import { parseCard } from '../protocol/card.ts';
import styles from './card.css';
import { mountCard } from './card/cardView.ts';
import { element } from './dom.ts';
import { mountFigure } from './figureView.ts';
import { Host } from './host.ts';
import type { OutputView } from './outputView.ts';
import { onThemeChange } from './theme.ts';
import { isForPaper } from './turns.ts';

function isSpec(data: unknown): data is TopLevelSpec {
  return typeof data === 'object' && data !== null && !Array.isArray(data);
}

function mount(item: OutputItem, host: Host, root: HTMLElement): OutputView {
  const data: unknown = item.json();
  if (item.mime === CARD_MIME) return mountCard(parseCard(data), host, root);
  if (!isSpec(data)) throw new Error('Not a Vega-Lite chart: a JSON object was expected');
  return mountFigure(data, root);
}

/** So far from the visible part of the page an output is drawn already. */
const DRAWN_AHEAD = '600px';

/**
 * The view of an output, drawn when it comes near the visible part of the page or is to be printed, and anew when the
 * theme changes or the output gets another width.
 */
function mountFollowing(item: OutputItem, host: Host, root: HTMLElement): OutputView {
  const view = mount(item, host, root);
  let isNear = false;
  let isStale = true;
  let width = root.clientWidth;
  const draw = (): void => {
    isStale = !isNear && !isForPaper();
    if (!isStale) view.refresh();
  };
  const nearness = new IntersectionObserver(
    (entries) => {
      isNear = entries.at(-1)?.isIntersecting ?? false;
      if (isNear && isStale) draw();
    },
    { rootMargin: DRAWN_AHEAD },
  );
  nearness.observe(root);
  const drawForPaper = (): void => {
    if (isStale) draw();
  };
  addEventListener('beforeprint', drawForPaper);
  drawForPaper();
  const resizes = new ResizeObserver(() => {
    if (root.clientWidth === width || root.clientWidth === 0) return;
    width = root.clientWidth;
    draw();
  });
  resizes.observe(root);
  const unsubscribe = onThemeChange(draw);
  return {
    refresh: draw,
    dispose: () => {
      unsubscribe();
      removeEventListener('beforeprint', drawForPaper);
      nearness.disconnect();
      resizes.disconnect();
      view.dispose();
    },
  };
}

export const activate: ActivationFunction = (context) => {
  const host = new Host(context);
  document.head.append(element('style', '', styles));
  const views = new Map<string, OutputView>();
  const dispose = (id: string): void => {
    views.get(id)?.dispose();
    views.delete(id);
  };
  return {
    renderOutputItem: (item, root) => {
      dispose(item.id);
      root.replaceChildren();
      try {
        views.set(item.id, mountFollowing(item, host, root));
      } catch (error) {
        root.replaceChildren(element('p', 'normscope-problem', error instanceof Error ? error.message : String(error)));
      }
    },
    disposeOutputItem: (id) => {
      for (const shown of id === undefined ? [...views.keys()] : [id]) dispose(shown);
    },
  };
};
