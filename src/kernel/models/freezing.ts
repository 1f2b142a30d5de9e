import { nn, Tensor } from '../../engine/index.ts';
import { silently, undoing } from '../../experiments/index.ts';
import { TEXT_MIME } from '../../protocol/mime.ts';
import { DISPLAY } from '../display.ts';

/** What was done to a model, which as a cell's value says so. */
interface Told {
  readonly layers: readonly string[];
}

function telling<Result extends Told>(result: Result, text: string): Result {
  return Object.defineProperty(result, DISPLAY, { value: () => ({ [TEXT_MIME]: text }) });
}

function checkModel(what: string, model: unknown): asserts model is nn.Module {
  if (!(model instanceof nn.Module)) {
    throw new TypeError(`${what} takes a module, but got ${model === null ? 'null' : typeof model}`);
  }
}

/** Modules that normalize: by the names of their classes, so that those of the user's own are among them. */
function normalizations(model: nn.Module): [string, nn.Module][] {
  return model
    .namedModules()
    .filter(([, module]) => /norm/i.test(module.constructor.name) && module.children().length === 0);
}

/** Normalization layers that stay as they are. */
export interface Frozen extends Told {
  /** Gives the layers their modes back, and their parameters their gradients. */
  unfreeze(): void;
  [Symbol.dispose](): void;
}

/**
 * Freezes the normalization layers of `model`, in place: they are in evaluation mode and stay so, whatever `train()` says, so
 * that they take running statistics and move none; their γ and β require no gradient. This is how detectors are fine-tuned
 * with batches too small for statistics (https://arxiv.org/abs/1506.01497). `unfreeze()` of what it returns undoes it.
 *
 * @example const frozen = freeze(model); model.train(); frozen.unfreeze();
 */
export function freeze(model: nn.Module): Frozen {
  checkModel('freeze', model);
  const found = normalizations(model);
  const kept = found.map(([, module]) => ({
    module,
    training: Object.getOwnPropertyDescriptor(module, 'training'),
    parameters: module.parameters().map((parameter) => ({ parameter, requiresGrad: parameter.requiresGrad })),
  }));
  for (const { module, parameters } of kept) {
    Object.defineProperty(module, 'training', {
      get: () => false,
      set: () => undefined,
      enumerable: true,
      configurable: true,
    });
    for (const { parameter } of parameters) parameter.requiresGrad_(false);
  }
  const unfreeze = (): void => {
    for (const { module, training, parameters } of kept.splice(0)) {
      Object.defineProperty(module, 'training', training!);
      for (const { parameter, requiresGrad } of parameters) parameter.requiresGrad_(requiresGrad);
    }
  };
  const layers = found.map(([path]) => path);
  return telling(
    { layers, unfreeze, [Symbol.dispose]: unfreeze },
    `${layers.length} normalization layers are frozen: ${layers.join(', ')}. unfreeze() of this undoes it.`,
  );
}

/** Running statistics that were computed anew. */
export interface Recomputed extends Told {
  readonly batches: number;
}

type BatchNormalization = nn.BatchNorm1d | nn.BatchNorm2d | nn.BatchNorm3d | nn.SyncBatchNorm;

function keepsStatistics(module: nn.Module): module is BatchNormalization {
  return 'resetRunningStats' in module && 'runningMean' in module && module.runningMean instanceof Tensor;
}

/**
 * Computes the running statistics of all batch and instance normalizations of `model` anew, as the plain average over
 * `batches`: this modifies the model. As `torch.optim.swa_utils.update_bn`: the statistics start from nothing, each batch (a
 * tensor, or a list with the input first) runs through the model in training mode without gradients, and momentum is the
 * cumulative average meanwhile. Modes and momenta are what they were afterwards.
 *
 * @example recomputeStatistics(model, [randn([32, 8]), randn([32, 8])])
 */
export function recomputeStatistics(model: nn.Module, batches: Iterable<Tensor | readonly Tensor[]>): Recomputed {
  checkModel('recomputeStatistics', model);
  const found = model
    .namedModules()
    .filter((entry): entry is [string, BatchNormalization] => keepsStatistics(entry[1]));
  const modes = model.modules().map((module) => ({ module, training: module.training }));
  const momenta = found.map(([, module]) => ({ module, momentum: module.momentum }));
  const undo = (): void => {
    for (const { module, training } of modes) module.training = training;
    for (const { module, momentum } of momenta) Object.assign(module, { momentum });
  };
  let count = 0;
  undoing(undo, () => {
    model.train();
    for (const [, module] of found) {
      module.resetRunningStats();
      Object.assign(module, { momentum: null });
    }
    silently(() => {
      for (const batch of batches) {
        const input = batch instanceof Tensor ? batch : (batch as readonly Tensor[] | undefined)?.[0];
        if (!(input instanceof Tensor)) {
          throw new TypeError(
            `recomputeStatistics takes batches that are tensors or [input, …]; batch ${count + 1} is ${typeof batch}`,
          );
        }
        model.call(input);
        count++;
      }
    });
  });
  const layers = found.map(([path]) => path);
  return telling(
    { layers, batches: count },
    `The model was changed: the running statistics of ${layers.length} layers (${layers.join(', ')}) are now the average of ${count} batches.`,
  );
}
