import { remark, type Remark } from './remark.ts';

/** `running_mean = momentum * running_mean + (1 - momentum) * …`, in the words of Python or TypeScript. */
const OLD_WEIGHED =
  /([\w.]*running_?(?:mean|var)\w*)\s*=\s*([\w.]*momentum\w*)\s*\*\s*\1\s*\+\s*\(\s*1(?:\.0*)?\s*-\s*\2\s*\)/i;
/** `momentum=0.9`, `'momentum': 0.9`. */
const MOMENTUM = /\bmomentum['"]?\s*[=:]\s*(\d*\.\d+)/;

/**
 * A running average whose momentum weighs the old value, under PyTorch's name for it. It is told by its text alone: a
 * function on arrays is no layer that anyone could watch.
 */
function ownMomentum(code: string, executionCount: number): Remark | undefined {
  const found = OLD_WEIGHED.exec(code);
  if (found === null) return undefined;
  const before = code.slice(0, found.index).split('\n');
  const momentum = MOMENTUM.exec(code)?.[1];
  return remark('norm.own-momentum', 'information', momentum === undefined ? {} : { momentum: Number(momentum) }, {
    about: { executionCount, line: before.length, column: before.at(-1)!.length, length: found[0].length },
  });
}

/** What there is to say about the text of a cell. */
export function remarksOnCode(code: string, executionCount: number): Remark[] {
  return [ownMomentum(code, executionCount)].filter((each) => each !== undefined);
}
