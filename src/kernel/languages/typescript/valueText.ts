import { types } from 'node:util';
import { Tensor } from '../../../engine/index.ts';
import { classNameOf, fieldsOf, isA, isReadable } from './plainData.ts';

/** How much of a value is told. */
export interface TextLimits {
  readonly letters: number;
  /** Of a list or an object. */
  readonly items: number;
  /** How many lists and objects may lie in each other. */
  readonly depth: number;
}

/** For a line among others. */
export const ONE_LINE: TextLimits = { letters: 80, items: 8, depth: 1 };

const HUGE = 2n ** 1024n;

function shortened(text: string, { letters }: TextLimits): string {
  return text.length > letters ? `${text.slice(0, letters)}…` : text;
}

/** A value as code writes it, without running code of its own; what has to be computed is left out. */
export function valueText(value: unknown, limits = ONE_LINE): string {
  switch (typeof value) {
    case 'string':
      return value.length > limits.letters
        ? `${JSON.stringify(value.slice(0, limits.letters))}…`
        : JSON.stringify(value);
    case 'number':
      return Object.is(value, -0) ? '-0' : String(value);
    case 'bigint':
      return value < HUGE && value > -HUGE ? `${value}n` : 'bigint';
    case 'function':
      return 'function';
    case 'object':
      if (value === null) return 'null';
      return isReadable(value) ? shortened(objectText(value, limits), limits) : 'Proxy';
    default:
      return String(value);
  }
}

function objectText(value: object, limits: TextLimits): string {
  const inner = { ...limits, depth: limits.depth - 1 };
  const name = classNameOf(value);
  const listed = (items: readonly string[], count: number, open: string, close: string): string => {
    if (count === 0) return `${open}${close}`;
    if (limits.depth <= 0) return `${open}…${close}`;
    const rest = count > items.length ? [`… ${(count - items.length).toLocaleString('en-US')} more`] : [];
    return `${open}${[...items, ...rest].join(', ')}${close}`;
  };
  const first = <T>(values: Iterable<T>, text: (item: T) => string): string[] => {
    const found: string[] = [];
    if (limits.depth <= 0) return found;
    for (const item of values) {
      if (found.length >= limits.items) break;
      found.push(text(item));
    }
    return found;
  };
  if (Array.isArray(value)) {
    const indices = Array.from({ length: Math.min(value.length, limits.items) }, (_, index) => index);
    const items = first(indices, (index) => {
      const item = Object.getOwnPropertyDescriptor(value, index);
      return item === undefined || 'value' in item ? valueText(item?.value, inner) : '…';
    });
    return listed(items, value.length, '[', ']');
  }
  if (types.isTypedArray(value)) {
    const items = first(Array.prototype.slice.call(value, 0, limits.items) as unknown[], (item) => valueText(item));
    return `${name} ${listed(items, Reflect.get(TYPED_ARRAY, 'length', value) as number, '[', ']')}`;
  }
  if (types.isMap(value)) {
    const entries = Map.prototype.entries.call(value);
    const items = first(entries, ([key, item]) => `${valueText(key, inner)} => ${valueText(item, inner)}`);
    return `Map ${listed(items, Reflect.get(Map.prototype, 'size', value) as number, '{', '}')}`;
  }
  if (types.isSet(value)) {
    const items = first(Set.prototype.values.call(value), (item) => valueText(item, inner));
    return `Set ${listed(items, Reflect.get(Set.prototype, 'size', value) as number, '{', '}')}`;
  }
  if (types.isDate(value)) {
    const time = Date.prototype.getTime.call(value);
    return Number.isNaN(time) ? 'Invalid Date' : new Date(time).toISOString();
  }
  if (isA(value, Tensor)) return `${name}(${value.shape.join(' × ')})`;
  const fields = fieldsOf(value);
  const items = first(fields, ([key, item]) => `${key}: ${valueText(item, inner)}`);
  const body = listed(items, fields.length, '{ ', ' }').replace(/^\{ {2}\}$/, '{}');
  return name === 'Object' ? body : `${name} ${body}`;
}

/** The prototype that all typed arrays share, with the getter of their length. */
const TYPED_ARRAY = Object.getPrototypeOf(Uint8Array.prototype) as object;
