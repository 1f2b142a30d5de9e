import { elements, type NormalizationCall, setCount, type Tensor } from '../engine/index.ts';
import type { CodeRequest } from './whatIfCode.ts';
import type { Arguments, Spelling } from './whatIfSpelling.ts';

/** A longer tensor is not written out. */
const MOST_WRITTEN = 64;

/** A number in the figures that a float32 has. */
const FIGURES = 8;

/** The arguments of `torch.nn.functional`'s functions beside tensors and eps; undefined of others. */
function argumentsOf(name: string, { sets }: NormalizationCall, usesInput: boolean): Arguments | undefined {
  switch (name) {
    case 'batch_norm':
      return { positional: [], named: { training: usesInput } };
    case 'instance_norm':
      return { positional: [], named: { use_input_stats: usesInput } };
    case 'group_norm':
      return { positional: [sets.shape[1]!], named: {} };
    case 'layer_norm':
    case 'rms_norm':
      return { positional: [sets.reduced.map((dim) => sets.shape[dim]!)], named: {} };
    default:
      return undefined;
  }
}

/** A tensor of numbers: themselves where they are few, else `otherwise` everywhere. */
function written(values: ArrayLike<number>, shape: readonly number[], otherwise: number, spelling: Spelling): string {
  if (shape.length !== 1 || values.length > MOST_WRITTEN) return spelling.full(shape, otherwise);
  return spelling.tensor(Array.from(values, (value) => Number(value.toPrecision(FIGURES))));
}

/** The running statistics of a call, one of each for every channel. */
function runningOf({
  running,
  used,
  usesInputStatistics,
  sets,
  input,
}: NormalizationCall): (ArrayLike<number> | undefined)[] {
  if (usesInputStatistics) return [running?.mean, running?.variance].map((kept) => kept && elements(kept));
  const channels = input.shape[1]!;
  return [used?.mean, used?.variance].map(
    (values) => values && Array.from({ length: Math.min(channels, setCount(sets)) }, (_, channel) => values[channel]!),
  );
}

/** The line that calls a function as `request`'s call did, under its setting; undefined of functions that are not PyTorch's. */
export function functionalLines(
  name: string,
  { call, setting, place }: Pick<CodeRequest, 'call' | 'setting' | 'place'>,
  usesInput: boolean,
  x: string,
  spelling: Spelling,
): string[] | undefined {
  const given = argumentsOf(name, call, usesInput);
  if (given === undefined || call.used === undefined) return undefined;
  const { eps = call.used.eps, scale = 1, shift = 0 } = setting;
  const { weight, bias } = call.used.affine;
  const [mean, variance] = usesInput ? [] : runningOf(call);
  const changed = (tensor: Tensor, change: (value: number) => number): Float64Array =>
    Float64Array.from(elements(tensor), (value, index) =>
      place === undefined || place === index ? change(value) : value,
    );
  const tensors = {
    ...(mean === undefined ? {} : { running_mean: written(mean, [mean.length], 0, spelling) }),
    ...(variance === undefined ? {} : { running_var: written(variance, [variance.length], 1, spelling) }),
    ...(weight === undefined
      ? {}
      : {
          weight: written(
            changed(weight, (value) => value * scale),
            weight.shape,
            scale,
            spelling,
          ),
        }),
    ...(bias === undefined
      ? {}
      : {
          bias: written(
            changed(bias, (value) => value + shift),
            bias.shape,
            shift,
            spelling,
          ),
        }),
  };
  const named = { ...given.named, eps };
  return [...spelling.imports(false), spelling.callFunction(name, x, { ...given, named }, tensors)];
}
