import {
  elements,
  type NormalizationCall,
  observeGradients,
  observeNormalization,
  survey,
  type Tensor,
} from '../engine/index.ts';

/** What there is to know of a layer's input or output: mean and σ (divided by N) are NaN where an element is. */
export interface ValueStatistics {
  readonly mean: number;
  readonly std: number;
  readonly min: number;
  readonly max: number;
  /** How many elements are NaN, and how many are infinite. */
  readonly nan: number;
  readonly inf: number;
}

/** What a condition is asked about: those of the output, and of both ends by their names. */
export interface CallStatistics extends ValueStatistics {
  readonly input: ValueStatistics;
  readonly output: ValueStatistics;
  /** The step of training, from 1: one more than the backward passes that the cell has run since there are conditions. */
  readonly step: number;
}

/** A call of a normalization layer, as a condition sees it. */
export interface ConditionCall {
  /** The layer, or the name of the function where there is none. */
  readonly layer: NormalizationCall['source'];
  readonly stats: CallStatistics;
}

export type Condition = (call: ConditionCall) => unknown;

/** A condition that stops cells until it is removed. */
export interface WatchPoint {
  remove(): void;
  [Symbol.dispose](): void;
}

/** Ends a cell in which a condition was met. */
export class WatchPointReached extends Error {
  override name = 'WatchPointReached';

  constructor(message: string) {
    const limit = Error.stackTraceLimit;
    // The cell's own line is below all frames of the engine's.
    Error.stackTraceLimit = 100;
    super(message);
    Error.stackTraceLimit = limit;
  }
}

/** Longer texts of conditions are cut. */
const MAX_TEXT = 120;

export function statisticsOf(x: Tensor): ValueStatistics {
  const { mean, squares, count, min, max, nan, infinite } = survey(elements(x));
  return { mean, std: Math.sqrt(squares / count), min, max, nan, inf: infinite };
}

function figures({ mean, std, min, max, nan, inf }: ValueStatistics): string {
  const numbers = Object.entries({ mean, std, min, max }).map(
    ([name, value]) => `${name} ${Number(value.toPrecision(4))}`,
  );
  const counts = Object.entries({ nan, inf }).flatMap(([name, value]) => (value > 0 ? [`${name} ${value}`] : []));
  return [...numbers, ...counts].join(', ');
}

/** What a point is, beside its condition. */
interface PointDetails {
  readonly text: string;
  /** How the program removes all points. */
  readonly removal: string;
}

function message({ layer, stats }: ConditionCall, { text, removal }: PointDetails): string {
  return `step ${stats.step}: ${String(layer)} met the condition ${text}; its output has ${figures(stats.output)}, its input ${figures(stats.input)}. The card shows this call, and variables are as they were then. ${removal} takes the condition away.`;
}

/** Conditions on what normalization layers do, which end the cell where one is met. Where there are none they cost nothing. */
export class WatchPoints {
  readonly #points = new Map<object, { readonly condition: Condition } & PointDetails>();
  readonly #reached = new Set<NormalizationCall['source']>();
  #observations: readonly (() => void)[] = [];
  #passes = 0;

  /** What TypeScript cells have as `lens`. */
  readonly lens = {
    /**
     * Ends the cell at the call of a normalization layer for which `condition` returns true: with an error that names step,
     * layer and condition, the card of that call, and all variables as they were then. `stats` has mean, std, min, max, nan
     * and inf of the output, the same of `stats.input` and `stats.output`, and the `step`. It holds for this cell and all after
     * it, until it is removed; it is not asked within experiments.
     *
     * @example const point = lens.when(({ layer, stats }) => stats.std > 10 || stats.nan > 0); point.remove();
     */
    when: (condition: Condition): WatchPoint => {
      if (typeof condition !== 'function') {
        throw new TypeError(`lens.when takes a function of { layer, stats }, but got ${typeof condition}`);
      }
      return this.add(condition, { text: condition.toString(), removal: 'lens.clear()' });
    },
    /** Takes all conditions away. */
    clear: (): void => {
      this.clear();
    },
  };

  add(condition: Condition, { text, removal }: PointDetails): WatchPoint {
    const key = {};
    const short = text.replace(/\s+/g, ' ').trim();
    this.#points.set(key, {
      condition,
      text: short.length > MAX_TEXT ? `${short.slice(0, MAX_TEXT)}…` : short,
      removal,
    });
    if (this.#observations.length === 0) {
      this.#observations = [
        observeNormalization((call) => {
          this.#ask(call);
        }),
        observeGradients(() => this.#passes++),
      ];
    }
    const remove = (): void => {
      this.#points.delete(key);
      if (this.#points.size === 0) this.clear();
    };
    return { remove, [Symbol.dispose]: remove };
  }

  clear(): void {
    this.#points.clear();
    for (const end of this.#observations) end();
    this.#observations = [];
  }

  /** Whether a layer has met a condition in this cell: its card is shown whatever else is. */
  wasReachedBy(source: NormalizationCall['source']): boolean {
    return this.#reached.has(source);
  }

  /** The cell has ended: the next one counts its steps anew. */
  finish(): void {
    this.#passes = 0;
    this.#reached.clear();
  }

  #ask({ source, input, output }: NormalizationCall): void {
    const ends = { input: statisticsOf(input), output: statisticsOf(output) };
    const call: ConditionCall = { layer: source, stats: { ...ends.output, ...ends, step: this.#passes + 1 } };
    for (const point of this.#points.values()) {
      const answer = point.condition(call);
      if (answer instanceof Promise)
        throw new TypeError('lens.when takes a condition that answers at once, not a promise');
      if (!answer) continue;
      this.#reached.add(source);
      throw new WatchPointReached(message(call, point));
    }
  }
}
