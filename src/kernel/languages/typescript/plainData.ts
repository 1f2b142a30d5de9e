import { types } from 'node:util';

/** Reads objects without running code of theirs: proxies are left alone, getters are not called. */

/** How many prototypes are looked at: no class has so many ancestors. */
const MAX_PROTOTYPES = 100;

/** Whether `value` is an object or a function that can be looked at without running its code. */
export function isReadable(value: unknown): value is object {
  return ((typeof value === 'object' && value !== null) || typeof value === 'function') && !types.isProxy(value);
}

/** The prototypes of an object, its own first, up to one that is a proxy. */
function prototypesOf(value: object): object[] {
  const found: object[] = [];
  let next: unknown = Object.getPrototypeOf(value);
  while (isReadable(next) && found.length < MAX_PROTOTYPES) {
    found.push(next);
    next = Object.getPrototypeOf(next);
  }
  return found;
}

/** Whether `value` is an instance of a class, as `instanceof` says it where nobody interferes. */
export function isA<Instance extends object>(
  value: unknown,
  type: abstract new (...args: never[]) => Instance,
): value is Instance {
  return isReadable(value) && prototypesOf(value).includes(type.prototype as object);
}

/** A field, or a method of the nearest prototype that has one; undefined where it would have to be computed. */
export function dataOf(value: object, name: PropertyKey): unknown {
  const holder = [value, ...prototypesOf(value)].find((each) => Object.hasOwn(each, name));
  return holder && (Object.getOwnPropertyDescriptor(holder, name)?.value as unknown);
}

/** The enumerable fields that hold a value, in their order; those that a getter computes are left out. */
export function fieldsOf(value: object): [name: string, value: unknown][] {
  return Object.keys(value).flatMap((name): [string, unknown][] => {
    const field = Object.getOwnPropertyDescriptor(value, name);
    return field !== undefined && 'value' in field ? [[name, field.value]] : [];
  });
}

/** The name of the class, `Object` where it tells none. */
export function classNameOf(value: object): string {
  const [prototype] = prototypesOf(value);
  if (prototype === undefined) return 'Object';
  const constructor = dataOf(prototype, 'constructor');
  const name = isReadable(constructor) ? dataOf(constructor, 'name') : undefined;
  return typeof name === 'string' && name !== '' ? name : 'Object';
}
