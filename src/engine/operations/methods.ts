import { Tensor } from '../tensor.ts';

/** The functions of `Functions` as methods of their first argument, a tensor. */
export type MethodsOf<Functions> = {
  readonly [Name in keyof Functions]: Functions[Name] extends (tensor: Tensor, ...args: infer Arguments) => infer Result
    ? (...args: Arguments) => Result
    : never;
};

/** Adds each function to all tensors as a method of its name. The types follow by {@link MethodsOf}. */
export function addMethods(functions: Readonly<Record<string, (tensor: Tensor, ...args: never[]) => unknown>>): void {
  for (const [name, operation] of Object.entries(functions)) {
    Object.defineProperty(Tensor.prototype, name, {
      value(this: Tensor, ...args: never[]) {
        return operation(this, ...args);
      },
      writable: true,
      configurable: true,
    });
  }
}
