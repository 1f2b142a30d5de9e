import { nn } from '../../../engine/index.ts';

const UNKNOWN_NAME = /^(?<name>[\p{ID_Start}$_][\p{ID_Continue}$]*) is not defined$/u;
const NOT_CALLABLE =
  /^(?<path>(?:[\p{ID_Start}$_][\p{ID_Continue}$]*\.)*[\p{ID_Start}$_][\p{ID_Continue}$]*) is not a (?:function|constructor)$/u;

/** Shorter names are all alike. */
const SHORTEST = 3;

/**
 * What was meant by a name that V8 does not find: `lenght is not defined`, `nn.BatchNrom1d is not a constructor`,
 * `bn is not a function` where it is a module. `names`: an object that has all names in scope as properties, inherited ones
 * included. Looks into values without running code of theirs. Undefined where nothing is close.
 */
export function suggestion(message: string, names: object): string | undefined {
  const unknown = UNKNOWN_NAME.exec(message)?.groups?.name;
  if (unknown !== undefined) {
    return closest(unknown, [...namesWithin(names), ...Object.getOwnPropertyNames(globalThis)]);
  }
  const path = NOT_CALLABLE.exec(message)?.groups?.path?.split('.') ?? [];
  const name = path.pop();
  if (name === undefined) return undefined;
  const owner = path.reduce<unknown>(valueWithin, names);
  if (valueWithin(owner, name) instanceof nn.Module) return `${name}.forward`;
  const isObject = (typeof owner === 'object' || typeof owner === 'function') && owner !== null;
  if (path.length === 0 || !isObject) return undefined;
  return closest(name, namesWithin(owner));
}

function* prototypes(value: object): Generator<object> {
  for (let each: object | null = value; each !== null && each !== Object.prototype;) {
    yield each;
    each = Object.getPrototypeOf(each) as object | null;
  }
}

function namesWithin(value: object): string[] {
  return [...prototypes(value)].flatMap((each) => Object.getOwnPropertyNames(each));
}

/** The value of a property, unless a getter would have to be called. */
function valueWithin(owner: unknown, name: string): unknown {
  if ((typeof owner !== 'object' && typeof owner !== 'function') || owner === null) return undefined;
  for (const each of prototypes(owner)) {
    const property = Object.getOwnPropertyDescriptor(each, name);
    if (property !== undefined) return property.value;
  }
  return undefined;
}

/** PyTorch's names have underscores where ours have capitals. */
function plain(name: string): string {
  return name.replaceAll('_', '').toLowerCase();
}

/** The candidate that differs least from `name`: by a third of its letters at most. */
function closest(name: string, candidates: readonly string[]): string | undefined {
  if (name.length < SHORTEST) return undefined;
  const target = plain(name);
  let best: string | undefined;
  let least = Math.max(1, Math.floor(target.length / 3)) + 1;
  for (const candidate of new Set(candidates)) {
    if (candidate === name || candidate.startsWith('_') || candidate === 'constructor') continue;
    const other = plain(candidate);
    if (Math.abs(other.length - target.length) >= least || other.length < SHORTEST) continue;
    const distance = editDistance(target, other);
    if (distance < least) [best, least] = [candidate, distance];
  }
  return best;
}

/** How many letters must be put in, taken out, changed or swapped with their neighbour (optimal string alignment). */
function editDistance(a: string, b: string): number {
  let before: number[] = [];
  let previous = Array.from({ length: b.length + 1 }, (_, j) => j);
  for (let i = 1; i <= a.length; i++) {
    const row = [i];
    for (let j = 1; j <= b.length; j++) {
      const change = previous[j - 1]! + (a[i - 1] === b[j - 1] ? 0 : 1);
      const isSwap = i > 1 && j > 1 && a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1];
      row[j] = Math.min(change, previous[j]! + 1, row[j - 1]! + 1, isSwap ? before[j - 2]! + 1 : Infinity);
    }
    [before, previous] = [previous, row];
  }
  return previous[b.length]!;
}
