import { keras, nn, setCount } from '../../engine/index.ts';
import { isKeras, type LayerFacts } from './layerFacts.ts';
import { remark, type Remark } from './remark.ts';

/** Images have as many colours as this, or one. */
const COLOURS = 3;

/**
 * Keras' batch normalization along the last axis of N×C×H×W: pictures are square, so that the last two sizes are the same and
 * the second is not. With 1 or 3 there it is a warning; other numbers of channels may be a height.
 */
export function channelsFirst({ call }: LayerFacts): Remark | undefined {
  const { source, sets } = call;
  const [, channels, height, width] = call.input.shape;
  if (!(source instanceof keras.layers.BatchNormalization) || call.input.dim() !== 4) return undefined;
  if (sets.reduced.includes(3) || !sets.reduced.includes(1)) return undefined;
  if (height !== width || channels === height || height! < 4) return undefined;
  const isColour = channels === 1 || channels === COLOURS;
  const shape = call.input.shape.join(' × ');
  if (!isColour) return undefined;
  const change = { kind: 'setOption', name: 'axis', value: 1 } as const;
  return remark('norm.channels-first', 'warning', { shape, channels }, { change });
}

/**
 * `GroupNorm(1, C)` takes all channels and places of a sample together; a layer normalization of C normalizes the channels of
 * each place. Information: both are in use, under the same name.
 */
export function oneGroup({ call }: LayerFacts): Remark | undefined {
  const { source, sets, input } = call;
  const text = typeof source === 'string' ? '' : source.toString();
  const isGroup = source instanceof nn.GroupNorm || text.startsWith('GroupNorm(1,');
  if (!isGroup || input.dim() < 3 || setCount(sets) !== input.size(0)) return undefined;
  const over = call.dimensions.filter((_, dim) => sets.reduced.includes(dim)).join('·');
  return remark('norm.one-group', 'information', { channels: input.size(1), over });
}

/** Instance normalization in evaluation with running statistics: one mean and variance of each channel, whatever the sample. */
export function trackingInstanceNorm({ call, isTraining }: LayerFacts): Remark | undefined {
  const { source } = call;
  if (typeof source === 'string' || isKeras(source) || isTraining || call.usesInputStatistics) return undefined;
  return source.toString().startsWith('InstanceNorm')
    ? remark('norm.tracking-instance-norm', 'information', {})
    : undefined;
}
