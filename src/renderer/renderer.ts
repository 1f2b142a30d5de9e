import type { ActivationFunction, OutputItem } from 'vscode-notebook-renderer';
import type { TopLevelSpec } from 'vega-lite';
import { CARD_MIME } from '../protocol/mime.ts';
import { parseCard } from '../protocol/card.ts';
import styles from './card.css';
import { mountCard } from './cardView.ts';
import { element } from './dom.ts';
import { mountFigure } from './figureView.ts';
import type { OutputView } from './outputView.ts';
import { onThemeChange } from './theme.ts';

function isSpec(data: unknown): data is TopLevelSpec {
  return typeof data === 'object' && data !== null && !Array.isArray(data);
}

function mount(item: OutputItem, root: HTMLElement): OutputView {
  const data: unknown = item.json();
  if (item.mime === CARD_MIME) return mountCard(parseCard(data), root);
  if (!isSpec(data)) throw new Error('Not a Vega-Lite chart: a JSON object was expected');
  return mountFigure(data, root);
}

/** The view of an output, drawn anew when the theme changes or the output gets another width. */
function mountFollowing(item: OutputItem, root: HTMLElement): OutputView {
  const view = mount(item, root);
  view.refresh();
  let width = root.clientWidth;
  const resizes = new ResizeObserver(() => {
    if (root.clientWidth === width || root.clientWidth === 0) return;
    width = root.clientWidth;
    view.refresh();
  });
  resizes.observe(root);
  const unsubscribe = onThemeChange(() => {
    view.refresh();
  });
  return {
    refresh: () => {
      view.refresh();
    },
    dispose: () => {
      unsubscribe();
      resizes.disconnect();
      view.dispose();
    },
  };
}

export const activate: ActivationFunction = () => {
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
        views.set(item.id, mountFollowing(item, root));
      } catch (error) {
        root.replaceChildren(element('p', 'normscope-problem', error instanceof Error ? error.message : String(error)));
      }
    },
    disposeOutputItem: (id) => {
      for (const shown of id === undefined ? [...views.keys()] : [id]) dispose(shown);
    },
  };
};
