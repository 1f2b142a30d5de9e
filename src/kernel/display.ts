import { randomUUID } from 'node:crypto';
import { inspect } from 'node:util';
import { nn, Tensor } from '../engine/index.ts';
import { moduleFacts, tensorFacts } from './summaries.ts';
import {
  HTML_MIME,
  JSON_MIME,
  MARKDOWN_MIME,
  type MimeBundle,
  SVG_MIME,
  TEXT_MIME,
  VEGA_LITE_MIME,
} from '../protocol/mime.ts';

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

/** How the value of a cell's last expression is shown: tensors and modules with a line on their numbers. */
export function displayValue(value: unknown): MimeBundle {
  if (isDisplayable(value)) return value[DISPLAY]();
  const text = inspect(value, { depth: 4 });
  const facts = value instanceof Tensor ? tensorFacts(value) : value instanceof nn.Module ? moduleFacts(value) : '';
  return { [TEXT_MIME]: facts === '' ? text : `${text}\n${facts}` };
}

/** A display whose value may change. */
export interface ChangingDisplay {
  /**
   * Shows `value` in place of what the display showed before; below the cell that runs, where the display is another cell's.
   * Of values that follow each other within a tenth of a second only the last is sure to be seen.
   */
  update(value: unknown): void;
}

/** `display` as cells call it. */
export interface Display {
  /** Shows a value below the cell, as the value of its last expression is shown. */
  (value: unknown): void;
  /** Shows a value that may change: `const shown = display.live(0); shown.update(1);`. */
  live(value: unknown): ChangingDisplay;
  /** Shows a piece of HTML. */
  html(source: string): void;
  markdown(source: string): void;
  /** Shows a picture, given as the text of an SVG document. */
  svg(source: string): void;
  /** Shows a value of objects, arrays, texts and numbers as a tree. */
  json(value: unknown): void;
  /** Draws a Vega-Lite specification (https://vega.github.io/vega-lite/docs/). Its data must be in it: nothing is loaded. */
  vegaLite(spec: object): void;
}

/**
 * `show`: puts representations below the running cell. `showLive`: puts them in place of those that it shows under a name.
 */
export function createDisplay(
  show: (data: MimeBundle) => void,
  showLive: (id: string, data: MimeBundle) => void,
): Display {
  const text =
    (name: string, mime: string) =>
    (source: unknown): void => {
      if (typeof source !== 'string') throw new TypeError(`display.${name} takes a text, but got ${typeof source}`);
      show({ [mime]: source, [TEXT_MIME]: source });
    };
  return Object.assign(
    (value: unknown) => {
      show(displayValue(value));
    },
    {
      live: (value: unknown) => {
        const id = randomUUID();
        const update = (newest: unknown): void => {
          showLive(id, displayValue(newest));
        };
        update(value);
        return { update };
      },
      html: text('html', HTML_MIME),
      markdown: text('markdown', MARKDOWN_MIME),
      svg: text('svg', SVG_MIME),
      json: (value: unknown) => {
        const source = JSON.stringify(value, undefined, 1) as string | undefined;
        if (source === undefined)
          throw new TypeError(`display.json takes a value that JSON has, but got ${typeof value}`);
        show({ [JSON_MIME]: JSON.parse(source) as unknown, [TEXT_MIME]: source });
      },
      vegaLite: (spec: unknown) => {
        if (typeof spec !== 'object' || spec === null || Array.isArray(spec)) {
          throw new TypeError('display.vegaLite takes a Vega-Lite specification: an object with mark and encoding');
        }
        show({ [VEGA_LITE_MIME]: JSON.parse(JSON.stringify(spec)) as unknown, [TEXT_MIME]: 'Vega-Lite chart' });
      },
    },
  );
}
