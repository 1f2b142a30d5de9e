import type { ActivationFunction, OutputItem } from 'vscode-notebook-renderer';
import type { TopLevelSpec } from 'vega-lite';
import { textsFor } from '../charts/texts/texts.ts';
import { CARD_MIME, EXPERIMENT_MIME } from '../protocol/mime.ts';
import { parseCard } from '../protocol/card.ts';
import { parseExperiment } from '../protocol/experiment.ts';
import cardStyles from './card.css';
import { mountCard } from './card/cardView.ts';
import { element } from './dom.ts';
import experimentStyles from './experiment.css';
import { mountExperiment } from './experimentView.ts';
import { mountFigure } from './figureView.ts';
import { Host } from './host.ts';
import type { OutputView } from './outputView.ts';
import { onThemeChange } from './theme.ts';

function isSpec(data: unknown): data is TopLevelSpec {
  return typeof data === 'object' && data !== null && !Array.isArray(data);
}

function mount(item: OutputItem, host: Host, root: HTMLElement): OutputView {
  const data: unknown = item.json();
  if (item.mime === CARD_MIME) return mountCard(parseCard(data), host, root);
  if (item.mime === EXPERIMENT_MIME) return mountExperiment(parseExperiment(data), root);
  if (!isSpec(data)) throw new Error('Not a Vega-Lite chart: expected a JSON object');
  return mountFigure(data, root);
}

/** Shows an output in `root`, anew when the theme changes or it gets another width. Returns a function that ends this. */
function mountFollowing(item: OutputItem, host: Host, root: HTMLElement): () => void {
  const view = mount(item, host, root);
  view.refresh();
  let width = 0;
  const resizes = new ResizeObserver(() => {
    const before = width;
    width = root.clientWidth || before;
    if (before !== 0 && width !== before) view.resize();
  });
  resizes.observe(root);
  const unsubscribe = onThemeChange(() => {
    view.refresh();
  });
  return () => {
    unsubscribe();
    resizes.disconnect();
    view.dispose();
  };
}

export const activate: ActivationFunction = (context) => {
  const host = new Host(context);
  document.head.append(element('style', '', cardStyles + experimentStyles));
  const disposals = new Map<string, () => void>();
  const dispose = (id: string): void => {
    disposals.get(id)?.();
    disposals.delete(id);
  };
  return {
    renderOutputItem: (item, root) => {
      dispose(item.id);
      root.replaceChildren();
      try {
        disposals.set(item.id, mountFollowing(item, host, root));
      } catch (error) {
        const reason = error instanceof Error ? error.message : String(error);
        const message = textsFor(navigator.language).notShown(reason);
        root.replaceChildren(element('p', 'normscope-problem', message));
      }
    },
    disposeOutputItem: (id) => {
      for (const shown of id === undefined ? [...disposals.keys()] : [id]) dispose(shown);
    },
  };
};
