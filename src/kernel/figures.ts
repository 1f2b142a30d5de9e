import type { TopLevelSpec } from 'vega-lite';
import { type FigureOptions, histogramFigure, imageFigure, imageScale, linesFigure } from '../charts/figures.ts';
import { formatStatistic } from '../charts/format.ts';
import { Tensor } from '../engine/index.ts';
import { histogramOf } from '../lens/index.ts';
import { type MimeBundle, PNG_MIME, TEXT_MIME, VEGA_LITE_MIME } from '../protocol/mime.ts';
import { DISPLAY } from './display.ts';
import { greyPng } from './png.ts';

type Values = Tensor | ArrayLike<number>;

/** A chart as a cell's value. */
export class Figure {
  readonly spec: TopLevelSpec;
  readonly #text: string;
  readonly #picture: MimeBundle;

  /** `picture`: an image for viewers that cannot draw `spec`, where the kernel need not make one. */
  constructor(spec: TopLevelSpec, text: string, picture: MimeBundle = {}) {
    this.spec = spec;
    this.#text = text;
    this.#picture = picture;
  }

  [DISPLAY](): MimeBundle {
    return { [VEGA_LITE_MIME]: this.spec, ...this.#picture, [TEXT_MIME]: this.#text };
  }
}

function toArray(values: Values): number[] {
  return Array.from(values instanceof Tensor ? values.values() : values);
}

function caption(kind: string, options: FigureOptions, content: string): string {
  return `${options.title ?? kind}: ${content}`;
}

/** A histogram of all elements of `values`; NaN and infinities are left out and counted in the text. */
export function hist(values: Values, options: FigureOptions = {}): Figure {
  const numbers = Float64Array.from(toArray(values));
  const { low, high, counts } = histogramOf(numbers);
  const finite = counts.reduce((sum, count) => sum + count, 0);
  const left = finite === numbers.length ? '' : `, ${numbers.length - finite} not finite`;
  return new Figure(
    histogramFigure({ low, high, counts }, options),
    caption('histogram', options, `${finite} values from ${formatStatistic(low)} to ${formatStatistic(high)}${left}`),
  );
}

/** A line for each series of `series`: `plot({ loss: [3, 2, 1] }, { title: 'training' })`. */
export function plot(series: Readonly<Record<string, Values>> | Values, options: FigureOptions = {}): Figure {
  const isSingle = series instanceof Tensor || Array.isArray(series) || ArrayBuffer.isView(series);
  const named = isSingle ? { value: series as Values } : (series as Record<string, Values>);
  const lines = Object.fromEntries(Object.entries(named).map(([name, values]) => [name, toArray(values)]));
  const names = Object.entries(lines).map(([name, values]) => `${name} (${values.length} points)`);
  return new Figure(linesFigure(lines, options), caption('plot', options, names.join(', ')));
}

/**
 * A grey picture of a matrix; of a tensor [N, H, W], its N pictures side by side. Throws TypeError for another rank.
 */
export function imshow(image: Tensor, options: FigureOptions = {}): Figure {
  if (image.dim() !== 2 && image.dim() !== 3) {
    throw new TypeError(`imshow takes a tensor [H, W] or [N, H, W], but got [${image.shape.join(', ')}]`);
  }
  const [height, width] = [image.size(-2), image.size(-1)];
  const wide = image.dim() === 2 ? image : image.permute([1, 0, 2]).reshape([height, image.size(0) * width]);
  const count = image.dim() === 3 ? `${image.size(0)} pictures of ` : '';
  return new Figure(
    imageFigure(toArray(wide), wide.size(1), options),
    caption('image', options, `${count}${height} × ${width}`),
    wide.numel() === 0 ? {} : { [PNG_MIME]: png(wide) },
  );
}

/** A matrix from white, its least value, to black. */
function png(matrix: Tensor): string {
  const values = toArray(matrix).map((value) => (Number.isFinite(value) ? value : 0));
  const low = values.reduce((a, b) => Math.min(a, b));
  const range = values.reduce((a, b) => Math.max(a, b)) - low;
  const grey = Uint8Array.from(values, (value) => 255 - Math.round((255 * (value - low)) / (range || 1)));
  return greyPng(grey, matrix.size(1), matrix.size(0), imageScale(matrix.size(1)));
}
