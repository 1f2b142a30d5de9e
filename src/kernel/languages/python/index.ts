import type { NormalizationCall } from '../../../engine/index.ts';
import type { CallNames, Cell, CellLanguage } from '../language.ts';
import type { NameSpace, Shared } from '../sharedNames.ts';
import { loadDrawing } from './chartFiles.ts';
import { Interpreter, type InterpreterOptions, type PythonHost } from './interpreter.ts';
import { PythonCellError } from './pythonError.ts';
import { PythonVariables } from './variables.ts';

/** How a cell ended, as `_normscope.cells.run` tells it. */
type Outcome = null | undefined | [name: string, message: string, traceback: string];

/** Cells that save charts need the charting libraries, which load while Python does not wait. */
const SAVES_CHARTS = /\bsavefig\b/;

/** Runs Python cells. The interpreter starts with the first one where it was not prepared, and anew after it broke. */
export class PythonLanguage implements CellLanguage, NameSpace {
  readonly endsItself = true;
  readonly variables = new PythonVariables(() => this.#interpreter);
  readonly #options: InterpreterOptions;
  readonly #host: PythonHost;
  #starting: Promise<Interpreter> | undefined;
  #interpreter: Interpreter | undefined;
  /** What other languages have bound: an interpreter that starts learns of it. */
  readonly #given = new Map<string, Shared>();
  #isStopped = false;

  constructor(options: InterpreterOptions, host: PythonHost) {
    this.#options = options;
    this.#host = host;
  }

  async prepare(): Promise<void> {
    await this.#start().catch(() => undefined);
  }

  async run({ code, executionCount }: Cell): Promise<undefined> {
    const { interruptBuffer } = this.#options;
    interruptBuffer[0] = 0;
    this.#isStopped = false;
    const interpreter = await this.#start();
    if (SAVES_CHARTS.test(code)) await loadDrawing();
    if (this.#isStopped || interruptBuffer[0] !== 0) throw stoppedBeforeItBegan();
    let outcome: Outcome;
    try {
      const running = interpreter.function('run')(code, executionCount) as Promise<{ toJs(): Outcome } | undefined>;
      const ended = await Promise.race([running, interpreter.broken]);
      outcome = ended?.toJs();
    } catch (error) {
      this.#interpreter = undefined;
      throw brokenInterpreter(error);
    }
    if (outcome !== undefined && outcome !== null) throw new PythonCellError(...outcome);
  }

  interrupt(_reason: Error, isForced: boolean): void {
    this.#isStopped = true;
    this.#options.interruptBuffer[0] = 0;
    if (isForced) this.#interpreter?.abandon(new Error('the code went on when it was stopped'));
    else this.#interpreter?.cancel();
  }

  exported(): ReadonlyMap<string, Shared> | undefined {
    return this.#interpreter?.exportedNames();
  }

  bind(name: string, value: Shared): void {
    this.#given.set(name, value);
    this.#interpreter?.bind(name, value);
  }

  namesOf(call: NormalizationCall): CallNames {
    return this.#interpreter?.namesOf(call) ?? { layer: undefined, input: undefined };
  }

  async #start(): Promise<Interpreter> {
    if (this.#interpreter !== undefined) return this.#interpreter;
    this.#starting ??= Interpreter.start(this.#options, this.#host, this.#given);
    try {
      return (this.#interpreter = await this.#starting);
    } finally {
      this.#starting = undefined;
    }
  }
}

function stoppedBeforeItBegan(): PythonCellError {
  const message = 'the cell was stopped while Python started';
  return new PythonCellError('KeyboardInterrupt', message, `KeyboardInterrupt: ${message}`);
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
