import * as figures from '../../../figures.ts';
import type { FigureOptions } from '../../../../charts/figures.ts';
import { DISPLAY } from '../../../display.ts';
import type { Bridge, Extras } from './bridge.ts';

/** The figures of TypeScript cells, for Python: each gives its representations as JSON. */
export function figureFunctions({ handles }: Bridge): Extras {
  const bundle = (figure: figures.Figure): string => JSON.stringify(figure[DISPLAY]());
  const optionsOf = (json: string): FigureOptions => JSON.parse(json) as FigureOptions;
  return {
    figureHist: (options: string, values: number) => bundle(figures.hist(handles.get(values), optionsOf(options))),
    figureImshow: (options: string, image: number) => bundle(figures.imshow(handles.get(image), optionsOf(options))),
    /** `names`: those of the series, as JSON. */
    figurePlot: (options: string, names: string, ...series: number[]) => {
      const named = (JSON.parse(names) as string[]).map((name, i) => [name, handles.get(series[i]!)] as const);
      return bundle(figures.plot(Object.fromEntries(named), optionsOf(options)));
    },
  };
}
