import type { TopLevelSpec } from 'vega-lite';
import { chartConfig } from '../charts/theme.ts';
import { ChartView } from './chartView.ts';
import { element } from './dom.ts';
import type { OutputView } from './outputView.ts';
import { currentPalette } from './theme.ts';
import { drawInTurn, forgetTurn } from './turns.ts';

/** Shows a Vega-Lite chart in `root`, in the editor's colours where the chart does not set its own. */
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
      config: {
        ...chartConfig(palette),
        mark: { color: palette.output },
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
