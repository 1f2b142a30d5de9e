import * as engine from '../../../../engine/index.ts';
import type { LayerOptions } from '../../../../lens/index.ts';
import type { Bridge, Extras } from './bridge.ts';

/** A layer of Python's, as a card names it. */
interface PythonLayer extends LayerOptions {
  text: string;
  training: boolean;
  toString(): string;
}

/** eps, momentum (NaN for None) and the handle of the count of batches, of layers that have them. */
type PythonOptions = [eps?: number, momentum?: number, counter?: number];

function optionsOf([eps, momentum, counter]: PythonOptions, handles: Bridge['handles']): LayerOptions {
  return {
    ...(eps === undefined ? {} : { eps }),
    ...(momentum === undefined ? {} : { momentum: Number.isNaN(momentum) ? null : momentum }),
    ...(counter === undefined ? {} : { numBatchesTracked: handles.get(counter) }),
  };
}

type KerasLayer = InstanceType<typeof engine.keras.layers.Layer>;
type KerasLayerClass = new (options: object) => KerasLayer;

/** Layers that live in Python, for cards to name, and Keras layers that live in the engine. */
export function layerFunctions({ handles, kept, toPython }: Bridge): Extras {
  const keras = (id: number): KerasLayer => kept.get(id) as KerasLayer;
  const resolve = (value: unknown): unknown => {
    if (Array.isArray(value)) return value.map(resolve);
    if (typeof value !== 'object' || value === null) return value;
    const record = value as Record<string, unknown>;
    if ('$tensor' in record) return handles.get(record.$tensor as number);
    if ('$layer' in record) return keras(record.$layer as number);
    return Object.fromEntries(Object.entries(record).map(([name, entry]) => [name, resolve(entry)]));
  };
  return {
    /** Makes or renews the description of a layer; returns its number. */
    describeLayer: (id: number | undefined, text: string, training: boolean, ...told: PythonOptions) => {
      const description = { text, training, ...optionsOf(told, handles) };
      if (id === undefined) return kept.put({ ...description, toString: describe });
      Object.assign(kept.get(id), description);
      return id;
    },
    normalizationCalls: () => engine.normalizationCalls(),
    /** Tells the lens of a normalization that was written in Python. */
    observe: (
      id: number,
      input: number,
      output: number,
      centred: boolean,
      usesInputStatistics: boolean,
      milliseconds: number,
      ...reduced: number[]
    ) => {
      const x = handles.get(input);
      const whole = x.shape.map((_, dim) => dim).filter((dim) => !reduced.includes(dim));
      engine.reportNormalization({
        source: kept.get(id),
        input: x.detach(),
        output: handles.get(output).detach(),
        sets: { shape: x.shape, reduced },
        dimensions: engine.channelNames(x.dim()),
        centred,
        setName: whole.length === 1 && whole[0] === 1 ? 'channel' : 'set',
        usesInputStatistics,
        milliseconds,
      });
    },
    kerasLayer: (path: string, options: object) => {
      const layerClass = path
        .split('.')
        .reduce<unknown>((place, name) => (place as Record<string, unknown>)[name], engine) as KerasLayerClass;
      const config = resolve(options) as object;
      return kept.put(new layerClass(config));
    },
    kerasSetTrainable: (id: number, trainable: boolean) => {
      keras(id).trainable = trainable;
    },
    kerasBuild: (id: number, ...shape: number[]) => {
      keras(id).build(shape);
    },
    kerasCall: (id: number, x: number, training: boolean, mask?: number) =>
      toPython(
        keras(id).call(handles.get(x), {
          training,
          ...(mask === undefined ? {} : { mask: handles.get(mask) }),
        }),
      ),
    kerasMethod: (id: number, method: string, x: number) =>
      toPython((keras(id) as unknown as Record<string, (x: engine.Tensor) => unknown>)[method]!(handles.get(x))),
    kerasField: (id: number, name: string) => toPython((keras(id) as unknown as Record<string, unknown>)[name]),
    clearKerasSession: () => {
      engine.keras.clearSession();
    },
    /** Name, path, handle and whether it is trained, of every weight. */
    kerasWeights: (id: number) =>
      toPython(keras(id).weights.map(({ name, path, tensor, trainable }) => [name, path, tensor, trainable])),
  };
}

function describe(this: PythonLayer): string {
  return this.text;
}
