import { formatFigures as figures } from '../format.ts';
import type { FindingTexts } from './findingTexts.ts';

function percent(share: number): string {
  return `${Math.round(100 * share)} %`;
}

function times(count: number): string {
  return count === 1 ? 'once' : `${count} times`;
}

/** The words of all findings in English. */
export const findingsEnglish: FindingTexts = {
  'norm.one-value-per-channel': ({ shape }) => ({
    title: 'One value per channel has no variance',
    message: `In training, a batch of shape ${shape} gives each statistic a single value.`,
    advice:
      'Leave out a last batch of one (drop_last), call eval() before inference, or normalize each sample by itself (GroupNorm, LayerNorm).',
    fix: 'Normalize groups of channels of each sample (GroupNorm)',
  }),
  'norm.last-batch-of-one': ({ samples, batchSize }) => ({
    title: 'The last batch will have one sample',
    message: `${samples} samples in batches of ${batchSize} leave 1 over; batch normalization cannot train on it.`,
    advice: 'Leave it out (drop_last), or choose another batch size.',
    fix: 'Leave out the last batch',
  }),
  'norm.two-values': ({ set }) => ({
    title: 'Two values per statistic: every output is ±1',
    message: `Each ${set} was normalized over 2 values. Whatever they are, they become +1 and −1, before γ and β.`,
    advice: 'Train on larger batches, or use a layer that does not pool samples: GroupNorm, LayerNorm.',
  }),
  'norm.few-values': ({ values, spread }) => ({
    title: 'Noisy statistics of a small batch',
    message: `Statistics of ${values} values: their mean is off by about ${figures(spread)} σ from batch to batch.`,
    advice: 'Train on larger batches, or use GroupNorm or LayerNorm. For inference, call eval().',
  }),
  'norm.micro-batch': ({ values, passes }) => ({
    title: 'Gathering gradients does not enlarge the batch of the statistics',
    message: `Up to ${passes} backward passes came before a step, but each statistic is that of ${values} values.`,
    advice: 'Use GroupNorm or SyncBatchNorm, or larger batches: the statistics are those of each small batch.',
  }),
  'norm.momentum-convention': ({ momentum, suggested, halfLife, ofPast }) => {
    const [own, other] = ofPast ? ['the past', 'the new batch in PyTorch'] : ['the new batch', 'the past in Keras'];
    const forgotten =
      halfLife === 0
        ? 'each update forgets all of the past'
        : `half of the past is forgotten after ${figures(halfLife)} updates`;
    return {
      title: 'momentum as the other framework counts it',
      message: `momentum ${figures(momentum)} is the weight of ${own} here (of ${other}): ${forgotten}.`,
      advice: `${figures(suggested)} is most likely what was meant.`,
      fix: `Change momentum to ${suggested}`,
    };
  },
  'norm.not-warmed-up': ({ updates, needed, left }) => ({
    title: 'The running statistics are not warmed up',
    message: `Evaluation after ${updates === 1 ? 'one update' : `${updates} updates`}: ${percent(left)} of the first mean 0 and variance 1 is left, after ${needed} updates it would be 5 %.`,
    advice: 'Train longer, or compute the statistics anew: momentum None takes the plain average of all batches.',
  }),
  'norm.no-grad-in-training': ({ calls }) => ({
    title: 'no_grad is not eval()',
    message: `The layer ran ${times(calls)} without gradients, but in training mode: its running statistics changed, and outputs depend on the batch.`,
    advice: 'Call eval() before, and train() after.',
  }),
  'norm.frozen-in-training': ({ calls }) => ({
    title: 'Frozen parameters, but the layer still trains',
    message: `γ and β do not learn, yet ${times(calls)} the layer used the statistics of the batch and moved the running ones.`,
    advice: 'Call eval() on the frozen layers; train() on the whole model switches them back, so call it after that.',
  }),
  'norm.running-not-finite': ({ channels, count, update }) => ({
    title: 'The running statistics are NaN or infinite',
    message: `${channels} of ${count} channels${update === undefined ? '' : `, since update ${update} of this cell at the latest`}. They stay so: each update keeps a part of what was.`,
    advice: 'Find the batch that was not finite, then call reset_running_stats() and train on.',
  }),
  'norm.input-not-finite': ({ nan, infinite }) => ({
    title: 'The input has values that are not finite',
    message: `${nan} NaN and ${infinite} ±∞: they spoil everything that shares a statistic with them.`,
    advice: 'Look where they come from: a division by 0, a logarithm of 0, or a learning rate that is too large.',
  }),
  'norm.train-eval-gap': ({ gap, largest, channel }) => ({
    title: 'Outputs differ between training and evaluation',
    message: `On the same batch they lie ${figures(gap)} σ apart over all channels, ${figures(largest)} σ in channel ${channel}.`,
    advice:
      'The running statistics belong to other data, or lag behind the weights: compare the distributions, and compute the statistics anew.',
  }),
  'norm.variance-near-eps': ({ sets, count, set, variance, eps }) => ({
    title: 'Variances near eps',
    message: `${sets} of ${count} variances (one for each ${set}) are below 10·eps; the least is ${figures(variance)}, eps is ${figures(eps)}. Their outputs have less than variance 1.`,
    advice: 'The units may be dead (always 0 before), or eps is too large for this input.',
  }),
  'norm.mean-far-from-zero': ({ ratio, set, index }) => ({
    title: 'The mean is far larger than the spread',
    message: `|mean| is ${figures(ratio)} σ in ${set} ${index}: float32 has about seven digits, and so many are lost in the subtraction.`,
    advice: 'Centre the data first.',
  }),
  'norm.channel-axis': ({ expected, found }) => ({
    title: 'The channels are in another dimension',
    message: `The layer has ${expected} channels, the second dimension of the input ${found}.`,
    advice: `PyTorch expects N × C × …: permute the input, or make the layer with ${found} channels if they are right.`,
  }),
  'norm.channels-first': ({ shape, channels }) => ({
    title: 'Normalized along the last axis of channels first',
    message: `The input is ${shape}: its ${channels === 1 ? 'channel seems' : `${channels} channels seem`} to be axis 1, but the layer has one statistic for each column of pixels.`,
    advice: 'Give axis=1, or permute the input to channels last.',
    fix: 'Give axis=1',
  }),
  'norm.statistics-shape': ({ statistics, shape, fitting }) => ({
    title: 'Statistics for channels last, input with channels first',
    message: `Statistics of shape ${statistics} are broadcast along the last axis of ${shape}, but fit axis 1.`,
    advice: `Reshape them to ${fitting}, or move the channels of the input to its end.`,
  }),
  'norm.one-group': ({ channels, over }) => ({
    title: 'GroupNorm with one group is not LayerNorm of the channels',
    message: `GroupNorm(1, ${channels}) shares one mean and variance over ${over} of a sample; LayerNorm(${channels}) has one for each place, over its channels.`,
    advice: 'Both are called layer normalization. The drawing shows which elements share a statistic here.',
  }),
  'norm.tracking-instance-norm': () => ({
    title: 'In evaluation this is batch normalization',
    message:
      'With track_running_stats, evaluation uses one running mean and variance for each channel, whatever the sample.',
    advice: 'Leave track_running_stats off, if each sample is to be normalized by itself.',
  }),
  'norm.bias-before-norm': ({ before, parameters }) => ({
    title: 'A bias that normalization takes away again',
    message: `${before} before this layer adds a bias to each channel, and the layer subtracts the mean: ${parameters} parameters whose gradient is 0.`,
    advice: 'Give it bias=False; β of this layer does the same.',
    fix: 'Give bias=False',
  }),
  'norm.weight-decay': ({ decay, layers }) => ({
    title: 'γ and β decay',
    message: `${layers} parameters of normalization layers are in a group with weight decay ${figures(decay)}, which pulls γ towards 0.`,
    advice: 'Put them in a group of their own with weight_decay 0.',
  }),
  'norm.imported-counter': () => ({
    title: 'The next training step will replace the loaded statistics',
    message: 'The count of batches is 0 and momentum is None: the first batch gets the weight 1/1.',
    advice: 'Set num_batches_tracked to the number of batches that the statistics have seen.',
  }),
  'norm.ported-eps': ({ eps, other, origin, effect }) => {
    const from = origin === 'torch' ? 'PyTorch’s' : 'Keras’';
    return {
      title: 'The weights were taken over, but not eps',
      message: `The running statistics are those of a layer of ${from} with eps ${figures(other)}; here it is ${figures(eps)}. Outputs differ by up to ${figures(100 * effect)} % of their size.`,
      advice:
        'Give eps, for the defaults differ: 1e-5 in PyTorch, 1e-3 in Keras. twin(layer, x) converts all arguments and weights of a layer.',
      fix: `Set eps to ${other}`,
    };
  },
  'norm.eps-positional': ({ eps, momentum }) => ({
    title: 'The second positional argument is eps',
    message:
      momentum === undefined
        ? `eps is ${figures(eps)}: it is added to the variance, so that outputs have less than variance 1.`
        : `eps is ${figures(eps)} and momentum is ${figures(momentum)}: what follows the first argument is eps and momentum, in this order.`,
    advice: 'They are almost surely meant as something else: leave them out, or give them by name.',
    fix: 'Leave out all but the first argument',
  }),
  'norm.view-changes-batch': ({ rows, batch, features, fitting }) => ({
    title: 'The view changes the batch size',
    message:
      features === undefined || fitting === undefined
        ? `The batch has ${batch} samples, but ${rows} rows of scores arrived at the loss.`
        : `A view of ${features} columns turned ${batch} samples into ${rows} rows; ${fitting} columns keep the batch.`,
    advice:
      features === undefined
        ? 'Flatten with flatten(1), which keeps the first dimension.'
        : 'Correct the flattened size, also in the linear layer after it; flatten(1) keeps the batch by itself.',
    fix: `Change the flattened size to ${fitting ?? ''}`,
  }),
  'norm.targets-no-distribution': ({ negative, count, least, lowSum, highSum }) => ({
    title: 'The targets are no probability distribution',
    message: `${negative} of ${count} are negative (down to ${figures(least)}), rows sum to ${figures(lowSum)} … ${figures(highSum)} instead of 1${negative > 0 ? ': the loss has no lower bound' : ''}.`,
    advice: 'Give cross entropy class indices, or rows that are not negative and sum to 1.',
  }),
  'norm.update-ops': ({ runs, layers }) => ({
    title: 'UPDATE_OPS were never run',
    message: `Batch normalization ran ${times(runs)} with training=True, but the moving averages of ${layers} ${layers === 1 ? 'layer' : 'layers'} are still 0 and 1: inference will not normalize.`,
    advice: 'Build the train operation within tf.control_dependencies(tf.get_collection(tf.GraphKeys.UPDATE_OPS)).',
  }),
  'norm.biased-variance': ({ values, factor }) => ({
    title: 'Keeps the biased variance',
    message: `The running variance takes the variance divided by N; nn.BatchNorm takes that divided by N − 1, ${figures(factor)} times as large for ${values} values.`,
    advice:
      'In evaluation the two differ. Use var(unbiased=True) for the running variance to match PyTorch; Keras keeps the biased one.',
  }),
  'norm.own-momentum': ({ momentum }) => ({
    title: 'momentum weighs the old value here',
    message: `running = momentum · running + (1 − momentum) · batch${momentum === undefined ? '' : `, with momentum ${figures(momentum)}`}: Keras counts so, PyTorch the other way round.`,
    advice: `PyTorch’s momentum for the same average is ${momentum === undefined ? '1 − momentum' : figures(Number((1 - momentum).toPrecision(6)))}.`,
  }),
};
