import { type NormalizationCall, normalizeAgain, type SetSummary } from '../engine/index.ts';
import { Parameters } from './parameters.ts';
import { type CallSummary, startSummaries, summarizeCall } from './summary.ts';

/**
 * A call whose tensors are summarized when the card is asked for, or just before the program writes over them: in a
 * training loop only the last call of a layer costs anything. The first call of a layer, which is mostly the only one, is
 * summarized in another thread while the program goes on.
 */
export class WatchedCall {
  readonly call: NormalizationCall;
  /** γ and β as they were then; undefined where the layer computes in another way. */
  readonly parameters: Parameters | undefined;
  /** Whether the layer was in training then: it may be switched before its card is made. */
  readonly isTraining: boolean;
  readonly #started: (() => SetSummary)[] | undefined;
  #summary: CallSummary | undefined;
  #isOutputLost = false;

  readonly #loseInput = (): void => {
    this.summarize();
  };

  /** The output, which an activation in place often overwrites at once, can be computed again from the input. */
  readonly #loseOutput = (): void => {
    const { used, input, output } = this.call;
    if (used === undefined || input.storage === output.storage || this.#started !== undefined) this.summarize();
    else this.#isOutputLost = true;
  };

  constructor(call: NormalizationCall, isFirst: boolean) {
    this.call = call;
    const { source, usesInputStatistics } = call;
    this.isTraining = typeof source === 'string' ? usesInputStatistics : (source.training ?? usesInputStatistics);
    this.parameters = call.used && new Parameters(call.used.affine);
    this.#started = isFirst ? startSummaries(call, this.parameters) : undefined;
    this.call.input.storage.onNextWrite(this.#loseInput);
    this.call.output.storage.onNextWrite(this.#loseOutput);
  }

  /** Whether both tensors still hold what they held when the layer ran. */
  get isIntact(): boolean {
    return !this.#isOutputLost && this.#summary === undefined;
  }

  summarize(): CallSummary {
    this.#summary ??= this.#isOutputLost
      ? summarizeCall(this.#withOutputAgain(), this.parameters)
      : summarizeCall(this.call, this.parameters, this.#started);
    return this.#summary;
  }

  /** Ends the watch over the tensors' memory. */
  dispose(): void {
    this.call.input.storage.ignoreNextWrite(this.#loseInput);
    this.call.output.storage.ignoreNextWrite(this.#loseOutput);
    this.parameters?.dispose();
  }

  #withOutputAgain(): NormalizationCall {
    const { call, parameters } = this;
    const affine = { ...call.used!.affine, ...parameters!.tensors() };
    return { ...call, output: normalizeAgain(call, { ...call.used!, affine }) };
  }
}
