import { defaultGenerator, keras, nn, RandomGenerator, type Tensor, Tensor as TensorClass } from '../engine/index.ts';
import { undoing } from './undo.ts';

/** Drawn from in place of the program's own generator, so that every repetition of an experiment draws the same. */
const SEED = 0;

type Fields = Record<string, unknown>;

/** The tensors of modules and of Keras layers: parameters, buffers, and whatever else is one of their fields. */
export function tensorsOf(owner: unknown): Tensor[] {
  if (owner instanceof keras.layers.Layer) return owner.weights.map(({ tensor }) => tensor);
  if (!(owner instanceof nn.Module)) return [];
  const fields = owner.modules().flatMap((module) => Object.values(module as unknown as Fields));
  return [
    ...owner.parameters(),
    ...owner.namedBuffers().map(([, tensor]) => tensor),
    ...fields.filter((value): value is Tensor => value instanceof TensorClass),
  ];
}

/**
 * Runs `body` on copies of what `tensors` hold: afterwards they show the same memory as before, which nobody has written
 * to, and have the gradients that they had.
 */
export function keepingTensors<Result>(tensors: Iterable<Tensor>, body: () => Result): Result {
  const kept = Array.from(new Set(tensors), (tensor) => ({ tensor, before: tensor.detach(), grad: tensor.grad }));
  const undo = (): void => {
    for (const { tensor, before, grad } of kept) {
      tensor.setData(before);
      tensor.grad = grad;
    }
  };
  return undoing(undo, () => {
    for (const { tensor, before } of kept) {
      tensor.setData(before.clone());
      tensor.grad = undefined;
    }
    return body();
  });
}

/** Runs `body` and gives all modules within `owners` the fields and the class back that they had: lazy ones change it. */
function keepingFields<Result>(owners: readonly unknown[], body: () => Result): Result {
  const modules = new Set(owners.flatMap((owner) => (owner instanceof nn.Module ? owner.modules() : [])));
  const kept = Array.from(modules, (module) => ({
    fields: module as unknown as Fields,
    before: { ...module },
    prototype: Object.getPrototypeOf(module) as object,
  }));
  const undo = (): void => {
    for (const { fields, before, prototype } of kept) {
      for (const name of Object.keys(fields)) if (!(name in before)) Reflect.deleteProperty(fields, name);
      Object.assign(fields, before);
      Object.setPrototypeOf(fields, prototype);
    }
  };
  return undoing(undo, body);
}

/** How many experiments run within each other. */
let depth = 0;

/** Whether an experiment runs a model: what its layers do now is no part of the program. */
export function isExperimenting(): boolean {
  return depth > 0;
}

/** Runs `body` with random numbers of its own, the same each time: those of the program go on where they were. */
export function withOwnRandomNumbers<Result>(body: () => Result): Result {
  const own = new RandomGenerator();
  own.seed(SEED);
  defaultGenerator.exchange(own);
  depth++;
  const undo = (): void => {
    defaultGenerator.exchange(own);
    depth--;
  };
  return undoing(undo, body);
}

/**
 * Runs `body` and leaves `owners`, modules and Keras layers, as they were: parameters, buffers, fields, modes and gradients,
 * bit for bit; and the program's random numbers.
 */
export function keeping<Result>(owners: readonly unknown[], body: () => Result): Result {
  return keepingFields(owners, () => keepingTensors(owners.flatMap(tensorsOf), () => withOwnRandomNumbers(body)));
}
