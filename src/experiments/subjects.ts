import { keras, nn, noGrad, type NormalizationCall, observeAlone, type Tensor } from '../engine/index.ts';
import { shortTitle } from '../lens/index.ts';
import { keeping } from './kept.ts';
import { undoing } from './undo.ts';

/** `train`: statistics of the batch; `eval`: running ones, where a layer keeps some. */
export type Mode = 'train' | 'eval';

/** A module, a Keras layer, or a function of a tensor. */
export type LayerLike = nn.Module | InstanceType<typeof keras.layers.Layer> | ((x: Tensor) => Tensor);

/** A layer of whichever language, ready to be run. */
export interface Subject {
  /** `BatchNorm2d(32)`; no two of one experiment have the same. */
  readonly name: string;
  /** The whole text of the layer. */
  readonly text: string;
  readonly run: (x: Tensor) => Tensor;
}

/** What an experiment's payload has room for. */
const MAX_NAME = 200;
const MAX_TEXT = 4000;
const MAX_SUBJECTS = 24;

/** A layer as an experiment tells of it. */
export function described({ name, text }: Pick<Subject, 'name' | 'text'>): { name: string; layer: string } {
  return { name: name.slice(0, MAX_NAME), layer: text.slice(0, MAX_TEXT) };
}

/** Throws RangeError where there is nothing to compare, or more than anybody can tell apart. `what`: the function. */
export function checkCount(what: string, count: number): void {
  if (count >= 1 && count <= MAX_SUBJECTS) return;
  throw new RangeError(`${what} takes 1 to ${MAX_SUBJECTS} layers or models, but got ${count}`);
}

/** What a layer made of an input, and the normalization that ran within it, where it was just one. */
export interface Run {
  readonly output: Tensor;
  readonly call: NormalizationCall | undefined;
}

/** What a layer is called for short: `BatchNorm2d(32)`, `Linear(64, 10)`, `Sequential`. */
export function titleOf(text: string): string {
  return text.includes('\n')
    ? text.slice(0, text.indexOf('('))
    : shortTitle(text.replace(/\b(?:in|out)_features=/g, ''));
}

function textOf(layer: LayerLike): string {
  return typeof layer === 'function' ? layer.name || 'function' : String(layer);
}

/** `titles`, with numbers behind those that stand there more than once. */
export function distinct(titles: readonly string[]): string[] {
  return titles.map((title, index) => {
    const isRepeated = titles.filter((other) => other === title).length > 1;
    return isRepeated ? `${title} #${titles.slice(0, index + 1).filter((other) => other === title).length}` : title;
  });
}

/** Throws TypeError unless `names` is left out or names each of `count` layers. */
export function checkNames(what: string, names: readonly string[] | undefined, count: number): void {
  if (names === undefined || names.length === count) return;
  throw new TypeError(`${what}: names has ${names.length} texts for ${count} layers; give one for each`);
}

function isLayer(value: unknown): value is LayerLike {
  return typeof value === 'function' || value instanceof nn.Module || value instanceof keras.layers.Layer;
}

function prepare(layer: LayerLike, mode: Mode): (x: Tensor) => Tensor {
  if (typeof layer === 'function') return layer;
  if (layer instanceof nn.Module) {
    layer.train(mode === 'train');
    return (x) => layer.call(x);
  }
  return (x) => layer.call(x, { training: mode === 'train' });
}

/**
 * Runs `body` with `layers` in `mode` and leaves them as they were. Keras layers without weights get them for inputs like
 * `x`, as on their first call. `what`: the function that errors name. Throws TypeError for what is no layer.
 */
export function withSubjects<Result>(
  what: string,
  layers: readonly LayerLike[],
  x: Tensor,
  { mode, names }: { readonly mode: Mode; readonly names?: readonly string[] | undefined },
  body: (subjects: readonly Subject[]) => Result,
): Result {
  const wrong = layers.findIndex((layer) => !isLayer(layer));
  if (wrong >= 0) {
    throw new TypeError(
      `${what} takes modules, Keras layers and functions, but layer ${wrong + 1} of ${layers.length} is ${typeof layers[wrong]}`,
    );
  }
  checkNames(what, names, layers.length);
  const texts = layers.map(textOf);
  const titles = distinct(names ?? texts.map(titleOf));
  layers.forEach((layer, index) => {
    if (layer instanceof keras.layers.Layer) naming(titles[index]!, () => layer.build(x.shape));
  });
  return keeping(layers, () =>
    body(layers.map((layer, index) => ({ name: titles[index]!, text: texts[index]!, run: prepare(layer, mode) }))),
  );
}

/** Runs `body`; an error of its own gets the layer's name before its message. */
export function naming<Result>(name: string, body: () => Result): Result {
  try {
    return body();
  } catch (error) {
    if (error instanceof Error && !error.message.startsWith(`${name}: `)) error.message = `${name}: ${error.message}`;
    throw error;
  }
}

/** Runs a layer without recording gradients; nobody else sees the normalizations within. */
export function runAlone({ name, run }: Subject, x: Tensor): Run {
  const calls: NormalizationCall[] = [];
  const end = observeAlone((call) => calls.push(call));
  const output = undoing(end, () => naming(name, () => noGrad(() => run(x))));
  return { output, call: calls.length === 1 ? calls[0] : undefined };
}

/** Runs `body` without recording gradients; nobody sees the normalizations within. */
export function silently<Result>(body: () => Result): Result {
  return undoing(
    observeAlone(() => undefined),
    () => noGrad(body),
  );
}
