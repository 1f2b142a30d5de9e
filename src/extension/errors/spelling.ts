import { type Failure, findAll, type Fix, lineAbove, linesOf, literally, replacement, startOfLine } from './failure.ts';

/** What people call modules when they import them. */
const CUSTOMARY_IMPORTS: Readonly<Record<string, string>> = {
  np: 'import numpy as np',
  numpy: 'import numpy',
  torch: 'import torch',
  nn: 'import torch.nn as nn',
  F: 'import torch.nn.functional as F',
  optim: 'import torch.optim as optim',
  tf: 'import tensorflow as tf',
  keras: 'import keras',
  plt: 'import matplotlib.pyplot as plt',
  tqdm: 'from tqdm import tqdm',
};

/** A name that was not found: `name 'x' is not defined`, `x.y is not a function`, `'T' object has no attribute 'y'`, … */
const MISSING_NAME = [
  /^name '(?<name>\w+)' is not defined/,
  /has no attribute '(?<name>\w+)'/,
  /^cannot import name '(?<name>\w+)'/,
  /unexpected keyword argument '(?<name>\w+)'/,
  /^(?<name>[\w$]+) is not defined/,
  /^(?:[\w$]+\.)*(?<name>[\w$]+) is not a (?:function|constructor)/,
];

const SUGGESTION = /Did you mean:? '(?<suggestion>[\w$.]+)'/;

/** What the error itself suggests in place of a name that is not there. */
export function spellingFixes(failure: Failure): Fix[] {
  const { message, places } = failure;
  const [{ cell, line }] = places;
  const suggestion = SUGGESTION.exec(message)?.groups?.suggestion;
  const name = MISSING_NAME.map((pattern) => pattern.exec(message)?.groups?.name).find((found) => found !== undefined);
  if (suggestion === undefined || name === undefined) return [];
  const isMember = /no attribute|\.[\w$]+ is not a (?:function|constructor)/.test(message);
  const word = new RegExp(`(?<![\\w$]${isMember ? '' : '|\\.'})${literally(name)}(?![\\w$])`);
  const found = findAll(failure, word, cell);
  const lines = linesOf(failure, cell);
  const start = startOfLine(lines, line);
  const end = start + (lines[line]?.length ?? 0);
  const onLine = found.filter((each) => each.start >= start && each.end <= end);
  if (onLine.length > 0) return replacement(onLine, suggestion);
  // The statement may go on over further lines.
  return found.length === 1 ? replacement(found, suggestion) : [];
}

/** The import of a module that the code uses without it. */
export function importFixes(failure: Failure): Fix[] {
  const { message, places, cells } = failure;
  const [{ cell }] = places;
  if (cells[cell]?.language !== 'python') return [];
  const forgotten = /Did you forget to import '(?<module>[\w.]+)'/.exec(message)?.groups?.module;
  const name = /^name '(?<name>\w+)' is not defined/.exec(message)?.groups?.name ?? '';
  const customary = Object.hasOwn(CUSTOMARY_IMPORTS, name) ? CUSTOMARY_IMPORTS[name] : undefined;
  const code = customary ?? (forgotten === undefined ? undefined : `import ${forgotten}`);
  const line = linesOf(failure, cell)[0]?.startsWith('%%') ? 1 : 0;
  return code === undefined ? [] : lineAbove(failure, { cell, line }, code);
}

/** A module that is not there: another kernel may have it. */
export function moduleFixes({ name, message }: Failure): Fix[] {
  const isMissing = name === 'ModuleNotFoundError' || message.includes('runs on a Jupyter kernel with the real');
  return isMissing && !SUGGESTION.test(message) ? [{ kind: 'otherKernel' }] : [];
}
