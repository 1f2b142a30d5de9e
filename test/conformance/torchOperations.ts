import * as engine from '../../src/engine/index.ts';
import { F, type Index, slice, Tensor } from '../../src/engine/index.ts';
import { type Argument, type Arguments, bind, camelCase, signature } from './arguments.ts';
import { Unknown } from './compare.ts';

/** What an operation gives: one tensor, or several. */
export type Results = readonly Tensor[];

type Operation = (inputs: readonly Tensor[], args: Arguments) => Results;

type AnyFunction = (...args: unknown[]) => unknown;

function toResults(value: unknown): Results {
  if (value instanceof Tensor) return [value];
  if (Array.isArray(value)) return value as Tensor[];
  const pair = value as { values?: Tensor; indices?: Tensor };
  if (pair.values instanceof Tensor && pair.indices instanceof Tensor) return [pair.values, pair.indices];
  throw new Unknown(`the operation gave no tensor but ${String(value)}`);
}

/** A function of our API that takes the inputs first, then the arguments of a signature. */
function call(compute: AnyFunction, text: string): Operation {
  return (inputs, { dim, ...others }) => {
    // Without a dimension an operation is one of all elements.
    const args = dim === undefined || dim === null ? others : { dim, ...others };
    const { positional, options } = bind('the operation', signature(text), args);
    while (positional.length > 0 && positional.at(-1) === undefined && Object.keys(options).length === 0)
      positional.pop();
    const hasOptions = Object.keys(options).length > 0;
    return toResults(compute(...inputs, ...positional, ...(hasOptions ? [options] : [])));
  };
}

/** `unbiased` is PyTorch's older way to give the correction. */
function withCorrection(compute: AnyFunction): Operation {
  return (inputs, { unbiased, ...args }) =>
    call(compute, 'dim | correction keepdim')(inputs, {
      ...args,
      ...(unbiased === undefined ? {} : { correction: unbiased === true ? 1 : 0 }),
    });
}

/** The second operand times `alpha`, before both meet. */
function scaled(compute: AnyFunction): Operation {
  return (inputs, { alpha = 1, other, ...args }) => {
    const second = inputs[1] ?? (other as number);
    const factor = alpha as number;
    const part = factor === 1 ? second : second instanceof Tensor ? engine.mul(second, factor) : second * factor;
    return call(() => compute(inputs[0]!, part), '')([], args);
  };
}

/** The quotient, rounded as `rounding_mode` says. */
function rounded(compute: AnyFunction): Operation {
  return (inputs, { rounding_mode: mode = null, ...args }) => {
    if (mode === 'floor') return call(engine.floorDivide as AnyFunction, 'other')(inputs, args);
    const quotients = call(compute, 'other')(inputs, args);
    if (mode === null) return quotients;
    const { dtype } = inputs[0]!;
    return quotients.map((x) => engine.trunc(x).to(dtype === 'bool' ? x.dtype : dtype));
  };
}

/** PyTorch's max and min: of everything, along a dimension, or of two tensors. */
function extreme(ofOne: AnyFunction, ofTwo?: AnyFunction): Operation {
  return (inputs, args) => {
    if (inputs.length === 2 && ofTwo !== undefined) return call(ofTwo, '')(inputs, args);
    return call(ofOne, 'dim | keepdim')(inputs, args);
  };
}

/** An operation of a list of tensors, which the manifest gives as its inputs. */
function ofList(compute: AnyFunction): Operation {
  return (inputs, args) => call((dim) => compute(inputs, dim ?? 0), 'dim')([], args);
}

function toIndex(value: Argument, inputs: readonly Tensor[]): Index {
  if (value === null || value === '...' || typeof value === 'number' || typeof value === 'boolean') return value;
  const named = value as { readonly slice?: [number | null, number | null, number | null]; readonly $input?: number };
  if (Array.isArray(named.slice)) return slice(...named.slice);
  if (named.$input !== undefined) return inputs[named.$input]!;
  if (Array.isArray(value)) return value as number[];
  throw new Unknown(`the index ${JSON.stringify(value)} is not known`);
}

const getItem: Operation = (inputs, { index, ...rest }) => {
  if (Object.keys(rest).length > 0) throw new Unknown(`indexing has no argument ${Object.keys(rest).join()}`);
  return [engine.index(inputs[0]!, ...(index as Argument[]).map((part) => toIndex(part, inputs)))];
};

const REDUCTION = 'dim | keepdim dtype';
const POINTWISE =
  'abs acos asin atan ceil cos cosh erf exp exp2 expm1 floor frac isfinite isinf isnan log log10 log1p log2 neg reciprocal relu round rsqrt sigmoid sign sin sinh sqrt square tan tanh trunc t logical_not bitwise_not clone contiguous nonzero';
const BINARY =
  'add sub mul div pow maximum minimum remainder floor_divide atan2 eq ne lt le gt ge logical_and logical_or logical_xor matmul mm bmm dot outer isclose';

function byName(names: string, text: string): Record<string, Operation> {
  return Object.fromEntries(
    names.split(' ').map((name) => {
      const found = (engine as unknown as Record<string, AnyFunction | undefined>)[camelCase(name)];
      const method: AnyFunction = (x, ...rest) => (x as Record<string, AnyFunction>)[camelCase(name)]!(...rest);
      const compute: AnyFunction = found ?? method;
      return [name, call(compute, text)];
    }),
  );
}

/** Operations by PyTorch's name, whether called as `torch.f(x)` or `x.f()`. */
const OPERATIONS: Readonly<Record<string, Operation>> = {
  ...byName(POINTWISE, ''),
  ...byName(BINARY, 'other exponent'),
  true_divide: call(engine.div as AnyFunction, 'other'),
  add: scaled(engine.add as AnyFunction),
  sub: scaled(engine.sub as AnyFunction),
  subtract: scaled(engine.sub as AnyFunction),
  div: rounded(engine.div as AnyFunction),
  clip: call(engine.clamp as AnyFunction, 'min max'),
  negative: call(engine.neg as AnyFunction, ''),
  greater: call(engine.gt as AnyFunction, 'other'),
  less: call(engine.lt as AnyFunction, 'other'),
  not_equal: call(engine.ne as AnyFunction, 'other'),
  ravel: call((x) => engine.reshape(x as Tensor, [-1]), ''),
  moveaxis: call(engine.movedim as AnyFunction, 'source destination'),
  swapdims: call(engine.transpose as AnyFunction, 'dim0 dim1'),
  __matmul__: call(engine.matmul as AnyFunction, ''),
  cosine_similarity: call(F.cosineSimilarity as AnyFunction, '| dim eps'),
  multiply: call(engine.mul as AnyFunction, 'other'),
  divide: call(engine.div as AnyFunction, 'other'),
  absolute: call(engine.abs as AnyFunction, ''),
  softmax: call(F.softmax as AnyFunction, 'dim'),
  log_softmax: call(F.logSoftmax as AnyFunction, 'dim'),
  sum: call(engine.sum as AnyFunction, REDUCTION),
  mean: call(engine.mean as AnyFunction, REDUCTION),
  prod: call(engine.prod as AnyFunction, 'dim | keepdim dtype'),
  any: call(engine.any as AnyFunction, 'dim | keepdim'),
  all: call(engine.all as AnyFunction, 'dim | keepdim'),
  amax: call(engine.amax as AnyFunction, 'dim | keepdim'),
  amin: call(engine.amin as AnyFunction, 'dim | keepdim'),
  argmax: call(engine.argmax as AnyFunction, 'dim | keepdim'),
  argmin: call(engine.argmin as AnyFunction, 'dim | keepdim'),
  logsumexp: call(engine.logsumexp as AnyFunction, 'dim | keepdim'),
  count_nonzero: call(engine.countNonzero as AnyFunction, 'dim'),
  'linalg.vector_norm': call(
    (x, ord, dim, options) =>
      engine.norm(x as Tensor, (ord as number | undefined) ?? 2, dim as number, options as object),
    'ord dim | keepdim',
  ),
  norm: call(
    (x, p, dim, options) =>
      engine.norm(x as Tensor, p === undefined || p === 'fro' ? 2 : (p as number), dim as number, options as object),
    'p dim | keepdim',
  ),
  var: withCorrection(engine.variance as AnyFunction),
  std: withCorrection(engine.std as AnyFunction),
  var_mean: withCorrection(engine.varMean as AnyFunction),
  std_mean: withCorrection(engine.stdMean as AnyFunction),
  max: extreme(engine.max as AnyFunction, engine.maximum as AnyFunction),
  min: extreme(engine.min as AnyFunction, engine.minimum as AnyFunction),
  median: extreme(engine.median as AnyFunction),
  cumsum: call(engine.cumsum as AnyFunction, 'dim'),
  cumprod: call(engine.cumprod as AnyFunction, 'dim'),
  sort: call(engine.sort as AnyFunction, '| dim descending stable'),
  argsort: call(engine.argsort as AnyFunction, '| dim descending stable'),
  topk: call(engine.topk as AnyFunction, 'k | dim largest sorted'),
  kthvalue: call(engine.kthvalue as AnyFunction, 'k | dim keepdim'),
  unique: call(engine.unique as AnyFunction, ''),
  einsum: (inputs, { equation, ...rest }) =>
    call((...operands) => engine.einsum(equation as string, ...(operands as Tensor[])), '')(inputs, rest),
  addmm: call(engine.addmm as AnyFunction, '| alpha beta'),
  clamp: call(engine.clamp as AnyFunction, 'min max'),
  nan_to_num: call(engine.nanToNum as AnyFunction, 'nan posinf neginf'),
  view: call(engine.view as AnyFunction, 'size'),
  reshape: call(engine.reshape as AnyFunction, 'shape'),
  permute: call(engine.permute as AnyFunction, 'dims'),
  transpose: call(engine.transpose as AnyFunction, 'dim0 dim1'),
  swapaxes: call(engine.transpose as AnyFunction, 'axis0 axis1'),
  movedim: call(engine.movedim as AnyFunction, 'source destination'),
  flatten: call(engine.flatten as AnyFunction, 'start_dim end_dim'),
  unflatten: call(engine.unflatten as AnyFunction, 'dim sizes'),
  squeeze: call(engine.squeeze as AnyFunction, 'dim'),
  unsqueeze: call(engine.unsqueeze as AnyFunction, 'dim'),
  expand: call(engine.expand as AnyFunction, 'size'),
  narrow: call(engine.narrow as AnyFunction, 'dim start length'),
  select: call(engine.select as AnyFunction, 'dim index'),
  diagonal: call(engine.diagonal as AnyFunction, 'offset dim1 dim2'),
  repeat: call(engine.repeat as AnyFunction, 'repeats'),
  tile: call(engine.tile as AnyFunction, 'dims'),
  repeat_interleave: call(engine.repeatInterleave as AnyFunction, 'repeats dim'),
  flip: call(engine.flip as AnyFunction, 'dims'),
  roll: call(engine.roll as AnyFunction, 'shifts dims'),
  tril: call(engine.tril as AnyFunction, 'diagonal'),
  triu: call(engine.triu as AnyFunction, 'diagonal'),
  chunk: call(engine.chunk as AnyFunction, 'chunks dim'),
  split: call(engine.split as AnyFunction, 'split_size dim'),
  unbind: call(engine.unbind as AnyFunction, 'dim'),
  cat: ofList(engine.cat as AnyFunction),
  concat: ofList(engine.cat as AnyFunction),
  stack: ofList(engine.stack as AnyFunction),
  where: call(engine.where as AnyFunction, ''),
  masked_fill: call(engine.maskedFill as AnyFunction, 'value'),
  masked_select: call(engine.maskedSelect as AnyFunction, ''),
  gather: (inputs, { dim, ...rest }) => call(() => engine.gather(inputs[0]!, dim as number, inputs[1]!), '')([], rest),
  index_select: (inputs, { dim, ...rest }) =>
    call(() => engine.indexSelect(inputs[0]!, dim as number, inputs[1]!), '')([], rest),
  __getitem__: getItem,
};

/** Functions of `torch.nn.functional` that take tensors among their arguments. */
const FUNCTIONS: Readonly<Record<string, Operation>> = {
  batch_norm: (inputs, args) => {
    const [input, ...statistics] = inputs;
    const named = Object.fromEntries(
      ['running_mean', 'running_var', 'weight', 'bias']
        .slice(0, statistics.length)
        .map((name, i) => [name, statistics[i]!]),
    );
    return call(F.batchNorm as AnyFunction, '| running_mean running_var weight bias training momentum eps')([input!], {
      ...named,
      ...args,
    });
  },
  instance_norm: call(
    F.instanceNorm as AnyFunction,
    '| running_mean running_var weight bias use_input_stats momentum eps',
  ),
  layer_norm: call(F.layerNorm as AnyFunction, 'normalized_shape | weight bias eps'),
  rms_norm: call(F.rmsNorm as AnyFunction, 'normalized_shape | weight eps'),
  group_norm: call(F.groupNorm as AnyFunction, 'num_groups | weight bias eps'),
  local_response_norm: call(F.localResponseNorm as AnyFunction, 'size | alpha beta k'),
  normalize: call(F.normalize as AnyFunction, '| p dim eps'),
  pad: call(F.pad as AnyFunction, 'pad | mode value'),
  relu: call(F.relu as AnyFunction, ''),
  gelu: call(F.gelu as AnyFunction, '| approximate'),
  silu: call(F.silu as AnyFunction, ''),
  elu: call(F.elu as AnyFunction, 'alpha'),
  mish: call(F.mish as AnyFunction, ''),
  hardswish: call(F.hardswish as AnyFunction, ''),
  softmin: call(F.softmin as AnyFunction, 'dim'),
  huber_loss: call(F.huberLoss as AnyFunction, '| reduction delta'),
  leaky_relu: call(F.leakyRelu as AnyFunction, 'negative_slope'),
  softplus: call(F.softplus as AnyFunction, 'beta threshold'),
  logsigmoid: call(F.logsigmoid as AnyFunction, ''),
  sigmoid: call(F.sigmoid as AnyFunction, ''),
  tanh: call(F.tanh as AnyFunction, ''),
  softmax: call(F.softmax as AnyFunction, 'dim'),
  log_softmax: call(F.logSoftmax as AnyFunction, 'dim'),
  linear: (inputs, { weight, bias, ...rest }) =>
    call(F.linear as AnyFunction, '')(
      [...inputs, ...[weight, bias].filter((x): x is Tensor => x instanceof Tensor)],
      rest,
    ),
  conv1d: call(F.conv1d as AnyFunction, 'weight | bias stride padding dilation groups'),
  conv2d: call(F.conv2d as AnyFunction, 'weight | bias stride padding dilation groups'),
  conv3d: call(F.conv3d as AnyFunction, 'weight | bias stride padding dilation groups'),
  conv_transpose2d: call(
    F.convTranspose2d as AnyFunction,
    'weight | bias stride padding output_padding groups dilation',
  ),
  max_pool1d: call(F.maxPool1d as AnyFunction, 'kernel_size | stride padding dilation ceil_mode'),
  max_pool2d: call(F.maxPool2d as AnyFunction, 'kernel_size | stride padding dilation ceil_mode'),
  avg_pool1d: call(F.avgPool1d as AnyFunction, 'kernel_size | stride padding ceil_mode count_include_pad'),
  avg_pool2d: call(
    F.avgPool2d as AnyFunction,
    'kernel_size | stride padding ceil_mode count_include_pad divisor_override',
  ),
  adaptive_avg_pool2d: call(F.adaptiveAvgPool2d as AnyFunction, 'output_size'),
  embedding: call(F.embedding as AnyFunction, 'weight | padding_idx'),
  one_hot: call(F.oneHot as AnyFunction, 'num_classes'),
  cosine_similarity: call(F.cosineSimilarity as AnyFunction, '| dim eps'),
  cross_entropy: call(F.crossEntropy as AnyFunction, '| weight ignore_index reduction label_smoothing'),
  nll_loss: call(F.nllLoss as AnyFunction, '| weight ignore_index reduction'),
  mse_loss: call(F.mseLoss as AnyFunction, '| reduction'),
  l1_loss: call(F.l1Loss as AnyFunction, '| reduction'),
  smooth_l1_loss: call(F.smoothL1Loss as AnyFunction, '| reduction beta'),
  binary_cross_entropy: call(F.binaryCrossEntropy as AnyFunction, '| weight reduction'),
  binary_cross_entropy_with_logits: call(
    F.binaryCrossEntropyWithLogits as AnyFunction,
    '| weight reduction pos_weight',
  ),
  kl_div: call(F.klDiv as AnyFunction, '| reduction log_target'),
};

/** The operation `torch.f`, `Tensor.f` or `F.f`. Throws {@link Unknown} for one that is not known. */
export function torchOperation(op: string): Operation {
  const [space, name] = [op.slice(0, op.indexOf('.')), op.slice(op.indexOf('.') + 1)];
  const table = space === 'F' ? FUNCTIONS : space === 'torch' || space === 'Tensor' ? OPERATIONS : {};
  const found = table[name] ?? (space === 'F' ? OPERATIONS[name] : undefined);
  if (found === undefined) throw new Unknown(`the operation ${op} is not known`);
  return found;
}
