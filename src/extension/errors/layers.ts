import {
  type CodePlace,
  type Failure,
  findAll,
  findOnly,
  type Fix,
  type Found,
  lineAbove,
  linesOf,
  literally,
  replacement,
} from './failure.ts';

/** A whole number as people write it in code, or a product of such: `784`, `28 * 28`, `1_000`. */
const NUMBER = String.raw`[\d_]+(?:\s*\*\s*[\d_]+)*`;

function valueOf(number: string): number {
  return number.split('*').reduce((product, factor) => product * Number(factor.replaceAll('_', '')), 1);
}

/** The only call of a layer whose first argument is `value`. `next`: its second argument, where that is known, too. */
function sizeOf(failure: Failure, layer: string, value: number, next?: number): Found[] {
  const pattern = String.raw`\b${layer}\(\s*\[?\s*(?<target>${NUMBER})(?=\s*\]?\s*[,)])`;
  const found = findAll(failure, new RegExp(pattern)).filter(({ cell, start, text }) => {
    const after = failure.cells[cell]?.text.slice(start + text.length) ?? '';
    const second = new RegExp(String.raw`^\s*,\s*(${NUMBER})`).exec(after)?.[1];
    return valueOf(text) === value && (next === undefined || (second !== undefined && valueOf(second) === next));
  });
  return found.length === 1 ? found : [];
}

/** A message of the engine's, and what mends it. `numbers`: what the message says in its groups. */
interface Rule {
  readonly message: RegExp;
  readonly fixes: (failure: Failure, numbers: readonly number[]) => Fix[];
}

const RULES: readonly Rule[] = [
  {
    message: /mat1 and mat2 shapes cannot be multiplied \(\d+x(\d+) and (\d+)x(\d+)\)/,
    fixes: (failure, [columns = 0, inFeatures = 0, outFeatures = 0]) =>
      replacement(sizeOf(failure, 'Linear', inFeatures, outFeatures), String(columns)),
  },
  {
    message: /running_mean should contain (\d+) elements not (\d+)/,
    fixes: (failure, [channels = 0, features = 0]) =>
      replacement(sizeOf(failure, '(?:Batch|Instance)Norm[123]d', features), String(channels)),
  },
  {
    message:
      /Given normalized_shape=\[(\d+)\], expected input with shape \[\*, \d+\], but got input of size\[(?:\d+, )*(\d+)\]/,
    fixes: (failure, [features = 0, size = 0]) =>
      replacement(sizeOf(failure, '(?:Layer|RMS)Norm', features), String(size)),
  },
  {
    message: /expected input\[[\d, ]+\] to have (\d+) channels, but got (\d+) channels instead/,
    fixes: (failure, [expected = 0, channels = 0]) =>
      replacement(sizeOf(failure, 'Conv[123]d', expected), String(channels)),
  },
  {
    message: /expected (?:2D or 3|4|5)D input \(got ([2345])D input\)/,
    fixes: (failure, [rank = 0]) => {
      const found = findOnly(failure, /\bBatchNorm(?<target>[123]d)\b/);
      return found === undefined ? [] : replacement([found], `${Math.max(1, rank - 2)}d`);
    },
  },
  {
    message: /Expected input batch_size \((\d+)\) to match target batch_size \((\d+)\)/,
    fixes: (failure, [rows = 0, targets = 0]) => {
      const pattern = new RegExp(String.raw`\.(?:view|reshape)\(\s*\[?\s*-1\s*,\s*(?<target>${NUMBER})\s*\]?\s*\)`);
      const found = findOnly(failure, pattern);
      if (found === undefined) return [];
      const columns = (rows * valueOf(found.text)) / targets;
      return Number.isInteger(columns) ? replacement([found], String(columns)) : [];
    },
  },
  {
    message: /Expected more than 1 value per channel when training/,
    fixes: (failure) => {
      const call = failure.places.at(-1) ?? failure.places[0];
      const model = calledModule(failure, call);
      const end = failure.cells[call.cell]?.language === 'python' ? '' : ';';
      return model === undefined ? [] : lineAbove(failure, call, `${model}.eval()${end}`);
    },
  },
  {
    message: /Can't call numpy\(\) on Tensor that requires grad/,
    fixes: (failure) => {
      const found = findOnly(failure, /\.(?<target>numpy)\(\)/);
      return found === undefined ? [] : replacement([found], 'detach().numpy');
    },
  },
  {
    message: /cannot assign module before Module\.__init__\(\) call/,
    fixes: (failure) => {
      const [{ cell, line }] = failure.places;
      const above = linesOf(failure, cell).slice(0, line);
      const definition = above.findLastIndex((text) => /^\s*def __init__\(.*:\s*$/.test(text));
      return definition < 0 ? [] : lineAbove(failure, { cell, line: definition + 1 }, 'super().__init__()');
    },
  },
  {
    message: /Class constructor \w+ cannot be invoked without 'new'/,
    fixes: (failure) => {
      const name = /Class constructor (\w+)/.exec(failure.message)?.[1] ?? '';
      const called = String.raw`(?<!\bnew\s+)(?<![\w$.])(?<target>(?:[\w$]+\.)*${literally(name)})\(`;
      const [found, another] = findAll(failure, new RegExp(called), failure.places[0].cell);
      return found === undefined || another !== undefined ? [] : replacement([found], `new ${found.text}`);
    },
  },
];

/** The module that is called in a line, where the notebook makes it: `model` of `model = nn.Sequential(…)`. */
function calledModule(failure: Failure, { cell, line }: CodePlace): string | undefined {
  const code = linesOf(failure, cell)[line] ?? '';
  const called = new Set(
    [...code.matchAll(/(?<![\w.])(?<name>[A-Za-z_]\w*)(?:\.forward|\.call)?\(/g)].map(({ groups }) => groups?.name),
  );
  const made = [...called].filter((name): name is string => {
    if (name === undefined) return false;
    const assignment = new RegExp(String.raw`(?<![\w.])${name}\s*=\s*(?:new\s+)?(?:\w+\.)*[A-Z]\w*\(`);
    return findAll(failure, assignment).length > 0;
  });
  return made.length === 1 ? made[0] : undefined;
}

/** What mends a layer or tensor of the wrong size or kind, where the message and the code leave no doubt. */
export function layerFixes(failure: Failure): Fix[] {
  return RULES.flatMap(({ message, fixes }) => {
    const match = message.exec(failure.message);
    return match === null ? [] : fixes(failure, match.slice(1).map(Number));
  });
}
