import { nn, type Tensor } from '../../src/engine/index.ts';
import { type Arguments, bind, signature } from './arguments.ts';
import { Unknown } from './compare.ts';

const BATCH_NORM = 'num_features | eps momentum affine track_running_stats bias';
const LAZY_NORM = '| eps momentum affine track_running_stats bias';
const CONV = 'in_channels out_channels kernel_size | stride padding dilation groups bias padding_mode';
const CONV_TRANSPOSE = 'in_channels out_channels kernel_size | stride padding output_padding groups bias dilation';
const MAX_POOL = 'kernel_size | stride padding dilation ceil_mode';
const AVG_POOL = 'kernel_size | stride padding ceil_mode count_include_pad divisor_override';
const LOSS = '| reduction';

/** The arguments of PyTorch's modules, by class. */
const SIGNATURES: Readonly<Record<string, string>> = {
  BatchNorm1d: BATCH_NORM,
  BatchNorm2d: BATCH_NORM,
  BatchNorm3d: BATCH_NORM,
  SyncBatchNorm: BATCH_NORM,
  LazyBatchNorm1d: LAZY_NORM,
  LazyBatchNorm2d: LAZY_NORM,
  LazyBatchNorm3d: LAZY_NORM,
  InstanceNorm1d: BATCH_NORM,
  InstanceNorm2d: BATCH_NORM,
  InstanceNorm3d: BATCH_NORM,
  LazyInstanceNorm1d: LAZY_NORM,
  LazyInstanceNorm2d: LAZY_NORM,
  LazyInstanceNorm3d: LAZY_NORM,
  LayerNorm: 'normalized_shape | eps elementwise_affine bias',
  GroupNorm: 'num_groups num_channels | eps affine bias',
  RMSNorm: 'normalized_shape | eps elementwise_affine',
  LocalResponseNorm: 'size | alpha beta k',
  Linear: 'in_features out_features | bias',
  Conv1d: CONV,
  Conv2d: CONV,
  Conv3d: CONV,
  ConvTranspose1d: CONV_TRANSPOSE,
  ConvTranspose2d: CONV_TRANSPOSE,
  ConvTranspose3d: CONV_TRANSPOSE,
  MaxPool1d: MAX_POOL,
  MaxPool2d: MAX_POOL,
  MaxPool3d: MAX_POOL,
  AvgPool1d: AVG_POOL,
  AvgPool2d: AVG_POOL,
  AvgPool3d: AVG_POOL,
  AdaptiveAvgPool1d: 'output_size',
  AdaptiveAvgPool2d: 'output_size',
  AdaptiveAvgPool3d: 'output_size',
  AdaptiveMaxPool1d: 'output_size',
  AdaptiveMaxPool2d: 'output_size',
  AdaptiveMaxPool3d: 'output_size',
  ReLU: '| inplace',
  ReLU6: '| inplace',
  LeakyReLU: '| negative_slope inplace',
  ELU: '| alpha inplace',
  SELU: '| inplace',
  SiLU: '| inplace',
  Mish: '| inplace',
  Hardswish: '| inplace',
  GELU: '| approximate',
  Sigmoid: '',
  LogSigmoid: '',
  Tanh: '',
  Softplus: '| beta threshold',
  Softmax: 'dim',
  LogSoftmax: 'dim',
  Dropout: '| p',
  Dropout2d: '| p',
  Flatten: '| start_dim end_dim',
  Unflatten: 'dim unflattened_size',
  Identity: '',
  Embedding: 'num_embeddings embedding_dim | padding_idx',
  CrossEntropyLoss: '| weight ignore_index reduction label_smoothing',
  NLLLoss: '| weight ignore_index reduction',
  MSELoss: LOSS,
  L1Loss: LOSS,
  SmoothL1Loss: '| reduction beta',
  HuberLoss: '| reduction delta',
  BCELoss: '| weight reduction',
  BCEWithLogitsLoss: '| weight reduction pos_weight',
  KLDivLoss: '| reduction log_target',
};

type ModuleClass = new (...args: unknown[]) => nn.Module;

/** The module that PyTorch's `nn.<layer>(**args)` is. Throws {@link Unknown} for a class or argument that is not known. */
export function buildModule(layer: string, args: Arguments): nn.Module {
  const known = SIGNATURES[layer];
  const moduleClass = (nn as unknown as Record<string, ModuleClass | undefined>)[layer];
  if (known === undefined || moduleClass === undefined) throw new Unknown(`the layer ${layer} is not known`);
  const { positional, options } = bind(layer, signature(known), args);
  return new moduleClass(...positional, options);
}

/** Copies recorded values into the module's parameters and buffers. */
export function loadInitial(module: nn.Module, initial: ReadonlyMap<string, Tensor>): void {
  const state = module.stateDict();
  for (const [name, value] of initial) {
    const target = state.get(name);
    if (target === undefined) throw new Unknown(`the module has no ${name}`);
    target.detach().copy_(value);
  }
}
