import { inspect } from 'node:util';
import { nn, Tensor } from '../engine/index.ts';
import { type MimeBundle, TEXT_MIME } from '../protocol/mime.ts';

/** An object with a method of this name says itself how it is shown. */
export const DISPLAY = Symbol.for('normscope.display');

interface Displayable {
  [DISPLAY](): MimeBundle;
}

function isDisplayable(value: unknown): value is Displayable {
  return typeof value === 'object' && value !== null && DISPLAY in value;
}

/** Makes `console.log` and nested values show tensors and modules as PyTorch prints them. */
export function teachInspect(): void {
  for (const type of [Tensor, nn.Module]) {
    Object.defineProperty(type.prototype, inspect.custom, {
      value(this: Tensor | nn.Module) {
        return this.toString();
      },
    });
  }
}

/** How the value of a cell's last expression is shown. */
export function displayValue(value: unknown): MimeBundle {
  return isDisplayable(value) ? value[DISPLAY]() : { [TEXT_MIME]: inspect(value, { depth: 4 }) };
}
