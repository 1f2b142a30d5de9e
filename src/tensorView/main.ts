import { tensorFileTextsFor } from '../charts/texts/tensorFileTexts.ts';
import type { TensorViewMessage } from '../protocol/tensorView.ts';
import { button, element } from '../renderer/dom.ts';
import { currentPalette, onThemeChange } from '../renderer/theme.ts';
import { ComparisonView } from './comparisonView.ts';
import { ExtensionLink } from './extensionLink.ts';
import { FileView } from './fileView.ts';
import styles from './tensorView.css';
import type { View } from './view.ts';

/** The page of an editor of tensor files. */
function start(): void {
  const { language = 'en' } = document.body.dataset;
  const texts = tensorFileTextsFor(language);
  document.head.append(element('style', '', styles));
  let view: View | undefined;
  const link = new ExtensionLink((message) => {
    const state = view?.state;
    view?.dispose();
    view = undefined;
    if (message.type === 'refused') document.body.replaceChildren(refusal(message));
    else {
      const [file, other] = message.files;
      if (file === undefined) return;
      view =
        other === undefined
          ? new FileView(file, link, texts, language)
          : new ComparisonView(file, other, link, texts, language);
      document.body.replaceChildren(view.root);
      if (state !== undefined) view.restore(state);
    }
  });

  const refusal = ({ reason }: Extract<TensorViewMessage, { type: 'refused' }>): HTMLElement =>
    element(
      'main',
      'refused',
      element('h1', '', texts.cannotRead),
      element('p', 'reason', reason),
      button(texts.reopen, () => {
        link.post({ type: 'reopen' });
      }),
    );

  const paint = (): void => {
    const palette = currentPalette();
    for (const name of ['input', 'output', 'error', 'warning', 'muted', 'grid'] as const) {
      document.documentElement.style.setProperty(`--tensor-${name}`, palette[name]);
    }
  };
  paint();
  document.body.append(element('p', 'progress', texts.reading));
  onThemeChange(() => {
    paint();
    view?.refresh();
  });
  let width = window.innerWidth;
  window.addEventListener('resize', () => {
    if (window.innerWidth === width) return;
    width = window.innerWidth;
    view?.refresh();
  });
  link.post({ type: 'ready' });
}

start();
