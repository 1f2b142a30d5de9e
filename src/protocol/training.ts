import * as v from 'valibot';
import { packedNumbers, unpack } from './packed.ts';

const MAX_RUNS = 6;
const MAX_LAYERS = 64;
const MAX_RECORDS = 128;
const MAX_POINTS = 320;
const MAX_SCALARS = 12;

const count = v.pipe(v.number(), v.integer(), v.minValue(0));
const name = v.pipe(v.string(), v.maxLength(200));
const steps = (most: number): v.GenericSchema<number[]> => v.pipe(v.array(count), v.maxLength(most));

/** A number for each layer at each recorded step, step by step; negative where it was not to be had. */
const perLayer = packedNumbers(MAX_LAYERS * MAX_RECORDS);

const scalarSchema = v.object({
  /** `loss`, `lr`, or what was logged. */
  name,
  steps: steps(MAX_POINTS),
  values: packedNumbers(MAX_POINTS),
});

const runSchema = v.object({
  name,
  /** How many steps it made: backward passes through the model. */
  steps: count,
  scalars: v.pipe(v.array(scalarSchema), v.maxLength(MAX_SCALARS)),
  /** From the input on, by their paths in the model: `0.weight`’s layer is `0`. */
  layers: v.pipe(v.array(v.object({ path: name, type: name })), v.maxLength(MAX_LAYERS)),
  /** The steps, from 1, at which layers were looked at. */
  recorded: steps(MAX_RECORDS),
  /** Of the layer's output, over all its elements. */
  mean: perLayer,
  std: perLayer,
  /** The Euclidean norm of the gradient of all of the layer's parameters. */
  gradient: perLayer,
  /** How far running means are from the batch's, in its σ: the root mean square over channels. */
  gap: perLayer,
  /** Running variance ÷ the batch's: the geometric mean over channels. */
  ratio: perLayer,
  /** Where a layer's output was first seen to hold NaN or ±∞. */
  broken: v.pipe(v.array(v.object({ layer: count, step: count })), v.maxLength(MAX_LAYERS)),
});

const trainingSchema = v.object({ runs: v.pipe(v.array(runSchema), v.minLength(1), v.maxLength(MAX_RUNS)) });

export type TrainingScalar = v.InferOutput<typeof scalarSchema>;
export type TrainingRunData = v.InferOutput<typeof runSchema>;
/** Runs of training, the newest last. */
export type Training = v.InferOutput<typeof trainingSchema>;

/** What is known of layers at each recorded step. */
export const LAYER_QUANTITIES = ['mean', 'std', 'gradient', 'gap', 'ratio'] as const;
export type LayerQuantity = (typeof LAYER_QUANTITIES)[number];

/** The training in `data`. Throws an Error that names what is wrong with it. */
export function parseTraining(data: unknown): Training {
  const result = v.safeParse(trainingSchema, data);
  if (!result.success) {
    const [issue] = result.issues;
    throw new Error(`${v.getDotPath(issue) ?? 'training'}: ${issue.message}`);
  }
  for (const run of result.output.runs) checkLengths(run);
  return result.output;
}

function checkLengths(run: TrainingRunData): void {
  for (const quantity of LAYER_QUANTITIES) {
    const expected = run[quantity] === '' ? 0 : run.layers.length * run.recorded.length;
    const { length } = unpack(run[quantity]);
    if (length !== expected) throw new Error(`${quantity} holds ${length} numbers, not ${expected}`);
  }
  for (const scalar of run.scalars) {
    const { length } = unpack(scalar.values);
    if (length !== scalar.steps.length)
      throw new Error(`${scalar.name} holds ${length} values, not ${scalar.steps.length}`);
  }
  if (run.broken.some(({ layer }) => layer >= run.layers.length)) throw new Error('broken names a layer that is none');
}

/** The values of a quantity by layer, each with one number for each recorded step; NaN included, undefined where there is none. */
export function byLayer(run: TrainingRunData, quantity: LayerQuantity): (number | undefined)[][] {
  const numbers = unpack(run[quantity]);
  const isThere = (index: number): boolean => (quantity === 'mean' ? true : !(numbers[index]! < 0));
  const std = quantity === 'mean' ? unpack(run.std) : numbers;
  return run.layers.map((_, layer) =>
    run.recorded.map((_, record) => {
      const index = record * run.layers.length + layer;
      return numbers.length === 0 || !isThere(index) || std[index]! < 0 ? undefined : numbers[index]!;
    }),
  );
}
