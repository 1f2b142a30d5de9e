import {
  checkSteps,
  compareTwins,
  keepingTensors,
  type TwinOptions,
  type TwinRunner,
  withOwnRandomNumbers,
} from '../../../../experiments/index.ts';
import { experimentBundle } from '../../../experiments.ts';
import type { Bridge, Extras } from './bridge.ts';
import { taken } from './experiments.ts';

/** Which of the layers is meant: the given one, its twin, and the other framework's with its defaults. */
type Which = 0 | 1 | 2;

/** Layers of Python's and their twins. */
export function twinFunctions(bridge: Bridge): Extras {
  const { handles } = bridge;
  return {
    /** `run` gives a handle up; `statistics` tells those of running mean and variance, where there are some. */
    twinCompare: (
      json: string,
      kept: readonly number[],
      run: (which: Which, training: boolean) => number,
      statistics: (which: Which) => readonly [number, number] | null | undefined,
    ) => {
      const options = JSON.parse(json) as TwinOptions;
      checkSteps(options.steps);
      const runner = (which: Which): TwinRunner => ({
        run: (training) => taken(bridge, run(which, training)),
        statistics: () => {
          const found = statistics(which);
          return found ? { mean: handles.get(found[0]), variance: handles.get(found[1]) } : undefined;
        },
      });
      const result = keepingTensors(
        kept.map((handle) => handles.get(handle)),
        () =>
          withOwnRandomNumbers(() => compareTwins({ given: runner(0), twin: runner(1), defaults: runner(2) }, options)),
      );
      return JSON.stringify(experimentBundle(result));
    },
  };
}
