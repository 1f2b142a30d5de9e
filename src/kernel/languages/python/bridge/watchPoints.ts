import type { ValueStatistics, WatchPoint, WatchPoints } from '../../../watchPoints.ts';
import type { Bridge, Extras } from './bridge.ts';

/** Asks a condition of Python's: the layer's number, where Python knows it, its text, and the numbers in their order. */
type PythonCondition = ((layer: number | undefined, text: string, step: number, ...numbers: number[]) => boolean) & {
  copy(): PythonCondition;
  destroy(): void;
};

function numbersOf({ mean, std, min, max, nan, inf }: ValueStatistics): number[] {
  return [mean, std, min, max, nan, inf];
}

/** Conditions of Python's that end cells. */
export function watchPointFunctions({ kept }: Bridge, points: WatchPoints): Extras {
  const made = new Map<number, { readonly point: WatchPoint; readonly condition: PythonCondition }>();
  let last = 0;
  const remove = (id: number): void => {
    const known = made.get(id);
    made.delete(id);
    known?.point.remove();
    known?.condition.destroy();
  };
  return {
    /** Returns the number by which the condition is removed. */
    watchPointAdd: (given: PythonCondition, text: string) => {
      const condition = given.copy();
      const ask = ({ layer, stats }: Parameters<Parameters<WatchPoints['add']>[0]>[0]): boolean => {
        const number = typeof layer === 'string' ? undefined : kept.find(layer);
        return condition(number, String(layer), stats.step, ...numbersOf(stats.input), ...numbersOf(stats.output));
      };
      made.set(++last, { point: points.add(ask, { text, removal: 'normscope.clear_watch_points()' }), condition });
      return last;
    },
    watchPointRemove: remove,
    watchPointsClear: () => {
      for (const id of [...made.keys()]) remove(id);
      points.clear();
    },
  };
}
