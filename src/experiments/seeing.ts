import type { nn } from '../engine/index.ts';
import { undoing } from './undo.ts';

type Forward = nn.Module['forward'];

/** Runs `body`, within which each of `modules` has what `wrap` makes of its `forward` in the place of that. */
export function wrappingForward<Result>(
  modules: readonly nn.Module[],
  wrap: (forward: Forward, index: number) => Forward,
  body: () => Result,
): Result {
  const own = modules.map((module) => Object.getOwnPropertyDescriptor(module, 'forward'));
  const undo = (): void => {
    modules.forEach((module, index) => {
      const descriptor = own[index];
      if (descriptor === undefined) Reflect.deleteProperty(module, 'forward');
      else Object.defineProperty(module, 'forward', descriptor);
    });
  };
  return undoing(undo, () => {
    modules.forEach((module, index) => {
      const value = wrap(module.forward.bind(module), index);
      // Not enumerable: what a module lists as its own stays as it is.
      Object.defineProperty(module, 'forward', { value, configurable: true, writable: true, enumerable: false });
    });
    return body();
  });
}
