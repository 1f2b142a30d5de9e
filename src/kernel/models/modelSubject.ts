import { keras, nn, Tensor } from '../../engine/index.ts';
import {
  type DiagnosisSubject,
  keeping,
  type LayerLike,
  type ModelLayer,
  type ModelSubject,
  titleOf,
  wrappingForward,
} from '../../experiments/index.ts';
import { linksOf } from './layerLinks.ts';

/** Layers whose units are the indices of the last dimension. */
const LAST: readonly (new (...args: never[]) => nn.Module)[] = [nn.Linear, nn.LayerNorm, nn.RMSNorm, nn.Embedding];
/** Layers that take the units of their input. */
const TAKES_UNITS =
  /^(?:\w*(?:ReLU|ELU|Sigmoid|Tanh|SiLU|Softplus|Softmax|Dropout|Pool\w*)|GELU|SELU|Mish|Identity|Hard\w+)\(/;

function unitsOf(module: nn.Module): ModelLayer['units'] {
  if (LAST.some((type) => module instanceof type)) return 'last';
  return TAKES_UNITS.test(String(module)) ? undefined : 'channel';
}

function batchesOf(module: nn.Module): number | undefined {
  const tracked = 'numBatchesTracked' in module ? module.numBatchesTracked : undefined;
  return tracked instanceof Tensor ? tracked.item() : undefined;
}

function layerOf(module: nn.Module, path: string): ModelLayer {
  const text = String(module);
  return {
    path: path === '' ? titleOf(text) : path,
    text: module.children().length === 0 ? titleOf(text) : text.slice(0, text.indexOf('(')),
    parameters: module.namedParameters().flatMap(([name, tensor]) => (name.includes('.') ? [] : [tensor])),
    units: unitsOf(module),
    batches: batchesOf(module),
    links: linksOf(module),
  };
}

/** A module with all modules within it. */
function ofModule(model: nn.Module, x: Tensor): Pick<ModelSubject, 'run'> {
  const entries = model.namedModules();
  const layers = entries.map(([path, module]) => layerOf(module, path));
  return {
    run: (mode, see) => {
      model.train(mode === 'train');
      return wrappingForward(
        entries.map(([, module]) => module),
        (forward, index) =>
          (...inputs) => {
            const output = forward(...inputs);
            if (output instanceof Tensor) see(layers[index]!, output);
            return output;
          },
        () => model.call(x),
      );
    },
  };
}

/** A function, or a Keras layer: one layer. */
function ofOneLayer(model: Exclude<LayerLike, nn.Module>, x: Tensor): Pick<ModelSubject, 'run'> {
  const isFunction = typeof model === 'function';
  const text = isFunction ? model.name || 'function' : String(model);
  const layer: ModelLayer = {
    path: isFunction ? text : model.name,
    text,
    parameters: isFunction ? [] : model.weights.filter(({ trainable }) => trainable).map(({ tensor }) => tensor),
    units: isFunction ? 'channel' : 'last',
    batches: undefined,
    links: linksOf(model),
  };
  return {
    run: (mode, see) => {
      const output = isFunction ? model(x) : model.call(x, { training: mode === 'train' });
      see(layer, output);
      return output;
    },
  };
}

/** The input of a model that learns nothing: gradients flow to it, so that there are some to look at. */
export function differentiable(x: Tensor): Tensor {
  return x.dtype.includes('float') ? x.detach().requiresGrad_() : x;
}

/**
 * Runs `body` with a model that is ready to be looked at on a batch, and leaves the model as it was. `what`: the function that
 * errors name. Throws TypeError for what is no model or no tensor.
 */
export function withModel<Result>(
  what: string,
  model: LayerLike,
  x: unknown,
  body: (subject: Pick<DiagnosisSubject, 'run' | 'batch' | 'sources'>) => Result,
): Result {
  if (!(x instanceof Tensor)) {
    throw new TypeError(
      `${what} takes a tensor as its batch, or [input, target]; but got ${x === null ? 'null' : typeof x}`,
    );
  }
  if (x.numel() === 0) throw new TypeError(`${what}: the batch has no elements (its shape is [${x.shape.join(', ')}])`);
  if (model instanceof keras.layers.Layer) model.build(x.shape);
  else if (!(model instanceof nn.Module) && typeof model !== 'function') {
    throw new TypeError(
      `${what} takes a module, a Keras layer or a function, but got ${model === null ? 'null' : typeof model}`,
    );
  }
  return keeping([model], () => {
    const learns = model instanceof nn.Module && model.parameters().some(({ requiresGrad }) => requiresGrad);
    const input = learns ? x : differentiable(x);
    const sources = !learns && input.requiresGrad ? [input] : [];
    const subject = model instanceof nn.Module ? ofModule(model, input) : ofOneLayer(model, input);
    return body({ ...subject, batch: x, sources });
  });
}
