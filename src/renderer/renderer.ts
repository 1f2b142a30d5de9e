import type { ActivationFunction, OutputItem } from 'vscode-notebook-renderer';
import type { TopLevelSpec } from 'vega-lite';
import { textsFor } from '../charts/texts/texts.ts';
import { CARD_MIME, EXPERIMENT_MIME, FINDINGS_MIME, PROGRESS_MIME, TRAINING_MIME } from '../protocol/mime.ts';
import { parseCard } from '../protocol/card.ts';
import { parseExperiment } from '../protocol/experiment.ts';
import { parseFindings } from '../protocol/finding.ts';
import cardStyles from './card.css';
import { mountCard } from './card/cardView.ts';
import { element } from './dom.ts';
import experimentStyles from './experiment.css';
import { mountExperiment } from './experimentView.ts';
import findingsStyles from './findings.css';
import { mountFindings } from './findingsView.ts';
import { mountFigure } from './figureView.ts';
import { Host } from './host.ts';
import type { OutputView } from './outputView.ts';
import progressStyles from './progress.css';
import { mountProgress } from './progressView.ts';
import { onThemeChange } from './theme.ts';
import trainingStyles from './training.css';
import { mountTraining } from './trainingView.ts';
import viewStyles from './view.css';
import whatIfStyles from './whatIf.css';

/** What all views share comes first. */
const STYLES = [
  viewStyles,
  cardStyles,
  whatIfStyles,
  experimentStyles,
  findingsStyles,
  progressStyles,
  trainingStyles,
].join('');

function isSpec(data: unknown): data is TopLevelSpec {
  return typeof data === 'object' && data !== null && !Array.isArray(data);
}

function mount(item: OutputItem, host: Host, root: HTMLElement): OutputView {
  const data: unknown = item.json();
  if (item.mime === CARD_MIME) return mountCard(parseCard(data), host, root);
  if (item.mime === EXPERIMENT_MIME) return mountExperiment(parseExperiment(data), host, root);
  if (item.mime === FINDINGS_MIME) return mountFindings(parseFindings(data), host, root);
  if (item.mime === PROGRESS_MIME) return mountProgress(data, root);
  if (item.mime === TRAINING_MIME) return mountTraining(data, root);
  if (!isSpec(data)) throw new Error('Not a Vega-Lite chart: expected a JSON object');
  return mountFigure(data, root);
}

/** An output that is shown. */
interface Mounted {
  readonly mime: string;
  readonly root: HTMLElement;
  readonly view: OutputView;
  readonly dispose: () => void;
}

/** Shows an output in `root`, anew when the theme changes or it gets another width. */
function mountFollowing(item: OutputItem, host: Host, root: HTMLElement): Mounted {
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
  return {
    mime: item.mime,
    root,
    view,
    dispose: () => {
      unsubscribe();
      resizes.disconnect();
      view.dispose();
    },
  };
}

/** Shows `item` in what is shown already, so that nothing flickers; false where it cannot. */
function updateInPlace(mounted: Mounted | undefined, item: OutputItem, root: HTMLElement): boolean {
  if (mounted?.view.update === undefined || mounted.mime !== item.mime || mounted.root !== root) return false;
  mounted.view.update(item.json());
  return true;
}

export const activate: ActivationFunction = (context) => {
  const host = new Host(context);
  document.head.append(element('style', '', STYLES));
  const shown = new Map<string, Mounted>();
  const dispose = (id: string): void => {
    shown.get(id)?.dispose();
    shown.delete(id);
  };
  return {
    renderOutputItem: (item, root) => {
      try {
        if (updateInPlace(shown.get(item.id), item, root)) return;
        dispose(item.id);
        root.replaceChildren();
        shown.set(item.id, mountFollowing(item, host, root));
      } catch (error) {
        const reason = error instanceof Error ? error.message : String(error);
        dispose(item.id);
        const message = textsFor(navigator.language).notShown(reason);
        root.replaceChildren(element('p', 'normscope-problem', message));
      }
    },
    disposeOutputItem: (id) => {
      for (const each of id === undefined ? [...shown.keys()] : [id]) dispose(each);
    },
  };
};
