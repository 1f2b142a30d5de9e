import { type NormalizationCall, Tensor } from '../../engine/index.ts';

/** A cell as a language runs it. */
export interface Cell {
  readonly code: string;
  /** The number in `In[…]`. */
  readonly executionCount: number;
}

/** How a cell can refer to what a layer was called with. */
export interface CallNames {
  /** An expression of the layer: `net[1]`. Undefined where no variable leads to it. */
  readonly layer: string | undefined;
  /** The variable that holds the input. */
  readonly input: string | undefined;
}

/** Whether `value` shows the same elements as the input of `call`. */
export function isInputOf({ input }: Pick<NormalizationCall, 'input'>, value: unknown): boolean {
  return value instanceof Tensor && value.storage === input.storage && String(value.shape) === String(input.shape);
}

/** Runs the cells of one kind in a kernel; its variables live as long as it does. */
export interface CellLanguage {
  /**
   * Runs a cell to its end. Returns the value of its last expression, undefined where there is none; throws what the
   * cell throws.
   */
  run(cell: Cell): Promise<unknown>;
  /** Starts what the first cell would have to wait for. Never rejects: the cell tells what fails. */
  prepare?(): Promise<void>;
  /** Whether a cell that is interrupted ends by an error of its own; else it goes on where it catches `reason`. */
  readonly endsItself: boolean;
  /** By which of its variables a cell can do again what was done in `call`. */
  namesOf(call: NormalizationCall): CallNames;
  /**
   * Makes every `await` that the running cells have not passed yet throw `reason`. Where `isForced`, the thread was torn
   * out of what it did.
   */
  interrupt(reason: Error, isForced: boolean): void;
}
