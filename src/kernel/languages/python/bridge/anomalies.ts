import * as engine from '../../../../engine/index.ts';

/** Called with the name and the number of the operation at which a backward pass failed. */
type Explain = (name: string, sequence: number) => void;

const ADVICE = /Hint: enable anomaly detection .*$/;
const EXPLAINED =
  'Hint: the backtrace further above shows the operation that failed to compute its gradient. The variable in question was changed in there or anywhere later. Good luck!';
/** What a backward pass says that fails before it reaches an operation. */
const OF_THE_CALL = /^(element \d+ of tensors|grad can be implicitly|Mismatch in shape)/;

/** The operations that a backward pass from `roots` goes through, in its order. */
function operationsBehind(roots: readonly engine.Tensor[]): engine.GradientNode[] {
  const found = new Set(roots.map((root) => root.gradientNode).filter((node) => node !== undefined));
  for (const node of found)
    for (const next of node.next) if (next !== undefined && next.leaf === undefined) found.add(next);
  return [...found].sort((a, b) => b.sequence - a.sequence);
}

/**
 * Stops a backward pass at the first operation that gives NaN, and tells at which operation a pass failed
 * (https://docs.pytorch.org/docs/stable/autograd.html#anomaly-detection).
 */
export class AnomalyDetection {
  readonly #checksNaN: boolean;
  readonly #explain: Explain;

  constructor(checksNaN: boolean, explain: Explain) {
    this.#checksNaN = checksNaN;
    this.#explain = explain;
  }

  /** Runs a pass from `roots`. Throws what it throws, and RuntimeError in PyTorch's words where a gradient is NaN. */
  during<Result>(roots: readonly engine.Tensor[], pass: () => Result): Result {
    const operations = operationsBehind(roots);
    const passed = new Set<engine.GradientNode>();
    let isRunning = true;
    for (const node of operations) {
      engine.watchBackward(node, (_, contributions) => {
        if (!isRunning) return;
        if (this.#checksNaN) checkForNaN(node, contributions);
        passed.add(node);
      });
    }
    try {
      return pass();
    } catch (error) {
      const failed = operations.find((node) => !passed.has(node));
      if (!(error instanceof engine.RuntimeError) || OF_THE_CALL.test(error.message)) throw error;
      if (failed !== undefined) this.#explain(failed.name, failed.sequence);
      throw new engine.RuntimeError(error.message.replace(ADVICE, EXPLAINED));
    } finally {
      isRunning = false;
    }
  }
}

function checkForNaN(node: engine.GradientNode, contributions: readonly (engine.Tensor | undefined)[]): void {
  engine.noGrad(() => {
    for (const [index, gradient] of contributions.entries()) {
      if (gradient === undefined || engine.isAllFinite(gradient) || gradient.isnan().any().item() === 0) continue;
      throw new engine.RuntimeError(`Function '${node.name}' returned nan values in its ${index}th output.`);
    }
  });
}

const probe = engine.zeros([1]).requiresGrad_();

/** The number that the next operation will have; undefined where none is recorded now. */
export function nextOperation(): number | undefined {
  return engine.named('', probe).gradientNode?.sequence;
}
