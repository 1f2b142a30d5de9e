import type { DType, Tensor } from '../../src/engine/index.ts';
import { Unknown } from './compare.ts';
import type { RecordedArguments, RecordedValue } from './manifest.ts';

/** An argument ready to be passed on. */
export type Argument =
  null | boolean | number | string | Tensor | readonly Argument[] | Readonly<Record<string, unknown>>;

export type Arguments = Record<string, Argument>;

/** Which arguments a callable takes, by the framework's names: those that our API takes one by one, then its options. */
export interface Signature {
  readonly positional: readonly string[];
  readonly options: readonly string[];
}

/** `'num_features | eps momentum'`: before the bar one by one, after it as options. */
export function signature(text: string): Signature {
  const [positional, options] = text.split('|').map((part) => part.trim().split(/\s+/).filter(Boolean)) as [
    string[],
    string[] | undefined,
  ];
  return { positional, options: options ?? [] };
}

export function camelCase(name: string): string {
  return name.replace(/_([a-z])/g, (_, letter: string) => letter.toUpperCase());
}

function isRecord(value: RecordedValue): value is Readonly<Record<string, RecordedValue>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** A recorded argument as a value: `{"$array": key}` becomes the tensor, `{"$float": "inf"}` the number. */
export function resolveArgument(value: RecordedValue, tensor: (key: string) => Tensor): Argument {
  if (Array.isArray(value)) return (value as readonly RecordedValue[]).map((entry) => resolveArgument(entry, tensor));
  if (!isRecord(value)) return value;
  if ('$array' in value) return tensor(value.$array as string);
  if ('$float' in value) return Number((value.$float as string).replace('inf', 'Infinity'));
  return Object.fromEntries(Object.entries(value).map(([name, entry]) => [name, resolveArgument(entry, tensor)]));
}

export function resolveArguments(args: RecordedArguments, tensor: (key: string) => Tensor): Arguments {
  return Object.fromEntries(Object.entries(args).map(([name, value]) => [name, resolveArgument(value, tensor)]));
}

/** The arguments as our API takes them: one by one, then the options in one object, camelCase, without None. */
export interface CallArguments {
  readonly positional: Argument[];
  readonly options: Arguments;
}

/** None keeps its meaning for these: elsewhere it is the default. */
const MEANINGFUL_NONE = new Set(['momentum', 'output_size', 'axis', 'dim']);

/** Arguments that say where and in which dtype tensors are made. */
const PLACE = new Set(['device', 'dtype']);

export function asDType(value: Argument): DType {
  return (value as string).replace('torch.', '') as DType;
}

/** Sorts arguments by a signature. Throws {@link Unknown} for one that it does not name. */
export function bind(what: string, { positional, options }: Signature, args: Arguments): CallArguments {
  const surplus = Object.keys(args).filter((name) => ![...positional, ...options].includes(name) && !PLACE.has(name));
  if (surplus.length > 0) throw new Unknown(`${what} has no argument ${surplus.join(', ')}`);
  const given = Object.entries(args).filter(([name]) => options.includes(name) || name === 'dtype');
  return {
    positional: positional.map(
      (name) => args[name] ?? (MEANINGFUL_NONE.has(name) && name in args ? null : undefined),
    ) as Argument[],
    options: Object.fromEntries(
      given
        .filter(([name, value]) => value !== null || MEANINGFUL_NONE.has(name))
        .map(([name, value]) => [camelCase(name), name === 'dtype' ? asDType(value) : value]),
    ),
  };
}
