import type { TopLevelSpec } from 'vega-lite';
import { figureText } from '../charts/figureText.ts';
import { textsFor } from '../charts/texts/texts.ts';
import { chartConfig } from '../charts/theme.ts';
import { ChartView } from './chartView.ts';
import { element } from './dom.ts';
import type { OutputView } from './outputView.ts';
import { currentPalette } from './theme.ts';
import { drawInTurn, forgetTurn } from './turns.ts';

/**
 * Shows a Vega-Lite chart in `root`, in the editor's colours where the chart does not set its own. For those who do not see
 * it, it has a description; a label for each mark would tell them less.
 */
export function mountFigure(spec: TopLevelSpec, root: HTMLElement): OutputView {
  const figure = element('div', 'normscope-figure');
  root.append(figure);
  const view = new ChartView(figure, (message) => {
    figure.replaceChildren(element('p', 'normscope-problem', message));
  });
  const draw = (): Promise<void> => {
    const palette = currentPalette();
    return view.show({
      ...spec,
      description: figureText(spec, textsFor(navigator.language)),
      config: {
        ...chartConfig(palette),
        mark: { color: palette.output, aria: false },
        range: { category: [palette.output, palette.input, '#d9822b', '#3a9d5d', '#a56bd0'] },
        ...spec.config,
      },
    });
  };
  const refresh = (): void => {
    drawInTurn(figure, draw);
  };
  return {
    refresh,
    resize: refresh,
    dispose: () => {
      forgetTurn(figure);
      view.dispose();
      figure.remove();
    },
  };
}
