import { nn, randn, Tensor } from '../../engine/index.ts';
import { agreement, foldParameters, keeping, silently, withOwnRandomNumbers } from '../../experiments/index.ts';
import type { Folding } from '../../protocol/layerPairs.ts';
import { shown } from '../experiments.ts';

const CONVOLUTIONS = [
  nn.Conv1d,
  nn.Conv2d,
  nn.Conv3d,
  nn.ConvTranspose1d,
  nn.ConvTranspose2d,
  nn.ConvTranspose3d,
] as const;
const TRANSPOSED = CONVOLUTIONS.slice(3);

type Convolution = InstanceType<(typeof CONVOLUTIONS)[number]>;
type Foldable = nn.Linear | Convolution;

const NORMS = [nn.BatchNorm1d, nn.BatchNorm2d, nn.BatchNorm3d, nn.SyncBatchNorm] as const;
type BatchNormalization = InstanceType<(typeof NORMS)[number]>;

/** Of random data: samples, and how much larger than the kernel images are. */
const SAMPLES = 8;
const MARGIN = 7;

function isOneOf<Type>(value: unknown, types: readonly (new (...args: never[]) => Type)[]): value is Type {
  return types.some((type) => value instanceof type);
}

function nameOf(value: unknown): string {
  return value instanceof nn.Module ? String(value) : value === null ? 'null' : typeof value;
}

/** A new layer with the arguments of `layer` and a bias. */
function withBias(layer: Foldable): Foldable {
  const { dtype } = layer.weight;
  if (layer instanceof nn.Linear) return new nn.Linear(layer.inFeatures, layer.outFeatures, { dtype });
  const { inChannels, outChannels, kernelSize, stride, padding, dilation, groups, paddingMode } = layer;
  const common = { stride, dilation, groups, dtype };
  const type = layer.constructor as new (...args: unknown[]) => Convolution;
  const own = 'outputPadding' in layer ? { padding, outputPadding: layer.outputPadding } : { padding, paddingMode };
  return new type(inChannels, outChannels, kernelSize, { ...common, ...own });
}

function randomInput(layer: Foldable): Tensor {
  const { dtype } = layer.weight;
  if (layer instanceof nn.Linear) return randn([SAMPLES * 8, layer.inFeatures], { dtype });
  const sizes = layer.kernelSize.map((size, dim) => layer.dilation[dim]! * (size - 1) + 1 + MARGIN);
  return randn([SAMPLES, layer.inChannels, ...sizes], { dtype });
}

function check(layer: unknown, norm: unknown): asserts layer is Foldable {
  if (!(layer instanceof nn.Linear) && !isOneOf<Convolution>(layer, CONVOLUTIONS)) {
    throw new TypeError(`foldBatchNorm takes a Linear, Conv or ConvTranspose layer first, but got ${nameOf(layer)}`);
  }
  if (!isOneOf<BatchNormalization>(norm, NORMS))
    throw new TypeError(`foldBatchNorm takes a BatchNorm layer second, but got ${nameOf(norm)}`);
  if (norm.runningMean === undefined || norm.runningVar === undefined) {
    throw new TypeError(
      `foldBatchNorm: ${String(norm)} keeps no running statistics, so that it is no fixed map to fold`,
    );
  }
  const channels = layer instanceof nn.Linear ? layer.outFeatures : layer.outChannels;
  if (norm.numFeatures !== channels) {
    throw new TypeError(
      `foldBatchNorm: ${String(norm)} takes ${norm.numFeatures} channels, but ${String(layer)} gives ${channels}`,
    );
  }
}

/** What {@link foldBatchNorm} made. */
export interface Folded extends Folding {
  /** Does in evaluation mode what both layers did. */
  readonly layer: Foldable;
}

/**
 * One layer that does what `layer` (Linear, Conv1d–3d, ConvTranspose1d–3d, with groups or not) and the batch normalization
 * `norm` after it do in evaluation mode: W′ = W·γ/√(σ² + eps) and b′ = (b − μ)·γ/√(σ² + eps) + β for each output channel, in
 * float64, rounded once (https://arxiv.org/abs/1712.05877, section 3.2). Both are left as they are.
 *
 * What it returns has the new `layer`, and shows how well the outputs agree on `x`, or on random numbers: the `largest` and the
 * root mean square of the differences, and whether they are what rounding explains (`agrees`). Throws TypeError for other
 * layers, other numbers of channels, and a normalization without running statistics.
 *
 * @example const { layer } = foldBatchNorm(new nn.Conv2d(3, 8, 3), new nn.BatchNorm2d(8));
 */
export function foldBatchNorm(layer: Foldable, norm: BatchNormalization, x?: Tensor): Folded {
  check(layer, norm);
  if (x !== undefined && !(x instanceof Tensor))
    throw new TypeError(`foldBatchNorm takes a tensor as its data, but got ${typeof x}`);
  const isTransposed = isOneOf<Convolution>(layer, TRANSPOSED);
  const parameters = foldParameters(
    {
      weight: layer.weight,
      bias: layer.bias,
      outputDimension: isTransposed ? 1 : 0,
      groups: isTransposed ? { dimension: 0, count: layer.groups } : undefined,
    },
    { mean: norm.runningMean!, variance: norm.runningVar!, eps: norm.eps, weight: norm.weight, bias: norm.bias },
  );
  const folded = withOwnRandomNumbers(() => withBias(layer));
  folded.weight.setData(parameters.weight);
  folded.bias!.setData(parameters.bias);
  const report = keeping([layer, norm], () =>
    silently(() => {
      const input = x ?? randomInput(layer);
      norm.eval();
      const found = agreement({
        expected: norm.call(layer.call(input)),
        actual: folded.call(input),
        bias: parameters.bias,
      });
      return { ...found, shape: [...input.shape] };
    }),
  );
  const result: Folding = {
    kind: 'folding',
    title: '',
    layers: [String(layer), String(norm)],
    folded: String(folded),
    isRandom: x === undefined,
    ...report,
  };
  // Not among what is shown and saved.
  return shown(Object.defineProperty(result, 'layer', { value: folded }) as Folded);
}
