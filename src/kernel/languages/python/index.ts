import type { Cell, CellLanguage } from '../language.ts';
import { Interpreter, type InterpreterOptions, type PythonHost } from './interpreter.ts';
import { PythonCellError } from './pythonError.ts';

/** How a cell ended, as `_normscope.cells.run` tells it. */
type Outcome = null | undefined | [name: string, message: string, traceback: string];

/** Runs Python cells. The interpreter starts with the first one, and anew after it broke. */
export class PythonLanguage implements CellLanguage {
  readonly #options: InterpreterOptions;
  readonly #host: PythonHost;
  #interpreter: Promise<Interpreter> | undefined;

  constructor(options: InterpreterOptions, host: PythonHost) {
    this.#options = options;
    this.#host = host;
  }

  async run({ code, executionCount }: Cell): Promise<undefined> {
    this.#interpreter ??= Interpreter.start(this.#options, this.#host);
    let interpreter: Interpreter;
    try {
      interpreter = await this.#interpreter;
    } catch (error) {
      this.#interpreter = undefined;
      throw error;
    }
    this.#options.interruptBuffer[0] = 0;
    let outcome: Outcome;
    try {
      const ended = (await interpreter.function('run')(code, executionCount)) as { toJs(): Outcome } | undefined;
      outcome = ended?.toJs();
    } catch (error) {
      this.#interpreter = undefined;
      throw brokenInterpreter(error);
    }
    if (outcome !== undefined && outcome !== null) throw new PythonCellError(...outcome);
  }

  interrupt(): void {
    this.#options.interruptBuffer[0] = 0;
    void this.#interpreter?.then((interpreter) => {
      interpreter.function('cancel')();
    });
  }
}

/** The interpreter itself failed, not the code in it: its memory can no longer be trusted. */
function brokenInterpreter(error: unknown): PythonCellError {
  const reason = error instanceof Error ? error.message : String(error);
  const cause =
    error instanceof RangeError || /stack|recursion/i.test(reason)
      ? 'the code called itself, or nested its data, deeper than the stack is'
      : reason;
  const message = `Python stopped working: ${cause}. It was restarted: all Python variables are lost, those of TypeScript cells are kept.`;
  return new PythonCellError('PythonRestarted', message, `PythonRestarted: ${message}`);
}
