import { formatFigures as figures } from '../format.ts';
import type { FindingTexts } from './findingTexts.ts';

function percent(share: number): string {
  return `${Math.round(100 * share)}%`;
}

/** What a set is called: the engine's name of it. */
const SETS: Readonly<Record<string, string>> = { channel: '通道', sample: '样本', group: '组', instance: '实例' };

function named(set: string): string {
  return SETS[set] ?? set;
}

/** The words of all findings in simplified Chinese. */
export const findingsSimplifiedChinese: FindingTexts = {
  'norm.one-value-per-channel': ({ shape }) => ({
    title: '每个通道只有一个值，没有方差',
    message: `训练时，形状为 ${shape} 的批次只给每个统计量一个值。`,
    advice:
      '丢弃只有一个样本的最后一批（drop_last），推理前调用 eval()，或对每个样本单独归一化（GroupNorm、LayerNorm）。',
    fix: '对每个样本的通道组归一化（GroupNorm）',
  }),
  'norm.last-batch-of-one': ({ samples, batchSize }) => ({
    title: '最后一批将只有一个样本',
    message: `${samples} 个样本按每批 ${batchSize} 个划分，会剩下 1 个；批归一化无法用它训练。`,
    advice: '丢弃最后一批（drop_last），或换一个批大小。',
    fix: '丢弃最后一批',
  }),
  'norm.two-values': ({ set }) => ({
    title: '每个统计量只有两个值：输出都是 ±1',
    message: `每个${named(set)}只在 2 个值上归一化。无论取值如何，在 γ 和 β 之前它们都变成 +1 和 −1。`,
    advice: '用更大的批次训练，或使用不跨样本统计的层：GroupNorm、LayerNorm。',
  }),
  'norm.few-values': ({ values, spread }) => ({
    title: '小批次的统计量噪声大',
    message: `统计量只来自 ${values} 个值：各批次的均值大约相差 ${figures(spread)} σ。`,
    advice: '用更大的批次训练，或使用 GroupNorm 或 LayerNorm。推理时请调用 eval()。',
  }),
  'norm.micro-batch': ({ values, passes }) => ({
    title: '累积梯度不会扩大统计量的批次',
    message: `每次更新前最多有 ${passes} 次反向传播，但每个统计量只来自 ${values} 个值。`,
    advice: '使用 GroupNorm 或 SyncBatchNorm，或更大的批次：统计量来自每个小批次。',
  }),
  'norm.momentum-convention': ({ momentum, suggested, halfLife, ofPast }) => {
    const [own, other] = ofPast ? ['过去', 'PyTorch 中是新批次'] : ['新批次', 'Keras 中是过去'];
    const forgotten = halfLife === 0 ? '每次更新都会忘掉全部过去' : `经过 ${figures(halfLife)} 次更新就忘掉一半过去`;
    return {
      title: 'momentum 用了另一个框架的约定',
      message: `momentum ${figures(momentum)} 在这里是${own}的权重（${other}的权重）：${forgotten}。`,
      advice: `很可能本来要写 ${figures(suggested)}。`,
      fix: `把 momentum 改为 ${suggested}`,
    };
  },
  'norm.not-warmed-up': ({ updates, needed, left }) => ({
    title: '移动统计量还没有稳定',
    message: `只更新了 ${updates} 次就进行评估：初始的均值 0 和方差 1 还占 ${percent(left)}，更新 ${needed} 次后才降到 5%。`,
    advice: '训练更久，或重新计算统计量：momentum 为 None 时取所有批次的平均。',
  }),
  'norm.no-grad-in-training': ({ calls }) => ({
    title: 'no_grad 不等于 eval()',
    message: `该层在没有梯度的情况下运行了 ${calls} 次，但处于训练模式：移动统计量被改变，输出依赖于批次。`,
    advice: '之前调用 eval()，之后调用 train()。',
  }),
  'norm.frozen-in-training': ({ calls }) => ({
    title: '参数已冻结，但该层仍在训练',
    message: `γ 和 β 不再学习，但该层仍有 ${calls} 次使用批次的统计量并更新移动统计量。`,
    advice: '对冻结的层调用 eval()；对整个模型调用 train() 会把它们切换回来，所以要在那之后调用。',
  }),
  'norm.running-not-finite': ({ channels, count, update }) => ({
    title: '移动统计量为 NaN 或无穷大',
    message: `${count} 个通道中有 ${channels} 个${update === undefined ? '' : `，最迟从本单元的第 ${update} 次更新开始`}。它们会一直如此：每次更新都保留一部分旧值。`,
    advice: '找出含非有限值的批次，然后调用 reset_running_stats() 并继续训练。',
  }),
  'norm.input-not-finite': ({ nan, infinite }) => ({
    title: '输入含有非有限值',
    message: `${nan} 个 NaN，${infinite} 个 ±∞：与它们共享统计量的所有值都会被破坏。`,
    advice: '查明来源：除以 0、对 0 取对数，或学习率太大。',
  }),
  'norm.train-eval-gap': ({ gap, largest, channel }) => ({
    title: '训练与评估的输出不一致',
    message: `对同一批次，所有通道总体相差 ${figures(gap)} σ，通道 ${channel} 相差 ${figures(largest)} σ。`,
    advice: '移动统计量来自别的数据，或落后于权重：比较两种分布，并重新计算统计量。',
  }),
  'norm.variance-near-eps': ({ sets, count, set, variance, eps }) => ({
    title: '方差接近 eps',
    message: `${count} 个方差（每个${named(set)}一个）中有 ${sets} 个小于 10·eps；最小为 ${figures(variance)}，eps 为 ${figures(eps)}。它们的输出方差小于 1。`,
    advice: '这些单元可能已失活（之前总是 0），或者 eps 对此输入太大。',
  }),
  'norm.mean-far-from-zero': ({ ratio, set, index }) => ({
    title: '均值远大于离散程度',
    message: `${named(set)} ${index} 的 |均值| 是 σ 的 ${figures(ratio)} 倍：float32 只有大约七位数字，相减时会丢失这么多位。`,
    advice: '先把数据中心化。',
  }),
  'norm.channel-axis': ({ expected, found }) => ({
    title: '通道在别的维度上',
    message: `该层有 ${expected} 个通道，而输入的第二维是 ${found}。`,
    advice: `PyTorch 要求 N × C × …：请置换输入的维度；如果 ${found} 才对，就用 ${found} 个通道创建该层。`,
  }),
  'norm.channels-first': ({ shape, channels }) => ({
    title: '通道在前，却沿最后一轴归一化',
    message: `输入为 ${shape}：它的 ${channels} 个通道看来在轴 1 上，但该层为每一列像素各取一个统计量。`,
    advice: '指定 axis=1，或把输入置换为通道在后。',
    fix: '指定 axis=1',
  }),
  'norm.statistics-shape': ({ statistics, shape, fitting }) => ({
    title: '统计量按通道在后，输入却是通道在前',
    message: `形状为 ${statistics} 的统计量沿 ${shape} 的最后一轴广播，但它们与轴 1 相符。`,
    advice: `把它们变形为 ${fitting}，或把输入的通道移到最后。`,
  }),
  'norm.one-group': ({ channels, over }) => ({
    title: '只有一组的 GroupNorm 不是对通道的 LayerNorm',
    message: `GroupNorm(1, ${channels}) 在一个样本的 ${over} 上共享一个均值和方差；LayerNorm(${channels}) 对每个位置在其通道上各取一个。`,
    advice: '两者都被称为层归一化。图中显示了这里哪些元素共享统计量。',
  }),
  'norm.tracking-instance-norm': () => ({
    title: '评估时这就是批归一化',
    message: '开启 track_running_stats 后，评估时每个通道只用一个移动均值和方差，与样本无关。',
    advice: '如果要对每个样本单独归一化，请不要开启 track_running_stats。',
  }),
  'norm.bias-before-norm': ({ before, parameters }) => ({
    title: '偏置又被归一化减掉',
    message: `前面的 ${before} 给每个通道加上偏置，而该层会减去均值：${parameters} 个参数的梯度为 0。`,
    advice: '给它设置 bias=False；该层的 β 起同样的作用。',
    fix: '设置 bias=False',
  }),
  'norm.weight-decay': ({ decay, layers }) => ({
    title: 'γ 和 β 会衰减',
    message: `归一化层的 ${layers} 个参数在权重衰减为 ${figures(decay)} 的组里，γ 会被拉向 0。`,
    advice: '把它们放进 weight_decay 为 0 的单独一组。',
  }),
  'norm.imported-counter': () => ({
    title: '下一步训练会替换掉载入的统计量',
    message: '批次计数为 0 且 momentum 为 None：第一批的权重是 1/1。',
    advice: '把 num_batches_tracked 设为统计量已经见过的批次数。',
  }),
  'norm.ported-eps': ({ eps, other, origin, effect }) => {
    const from = origin === 'torch' ? 'PyTorch' : 'Keras';
    return {
      title: '移植了权重，却没有移植 eps',
      message: `滑动统计量与一个 eps 为 ${figures(other)} 的 ${from} 层相同，而这里的 eps 是 ${figures(eps)}。输出的差异最大为其大小的 ${figures(100 * effect)} %。`,
      advice:
        '请明确给出 eps，因为默认值不同：PyTorch 为 1e-5，Keras 为 1e-3。twin(layer, x) 会转换一个层的全部参数和权重。',
      fix: `把 eps 设为 ${other}`,
    };
  },
  'norm.eps-positional': ({ eps, momentum }) => ({
    title: '第二个位置参数是 eps',
    message:
      momentum === undefined
        ? `eps 为 ${figures(eps)}：它会加到方差上，输出的方差因此小于 1。`
        : `eps 为 ${figures(eps)}，momentum 为 ${figures(momentum)}：第一个参数之后依次是 eps 和 momentum。`,
    advice: '它们几乎肯定另有所指：请去掉，或写明参数名。',
    fix: '只保留第一个参数',
  }),
  'norm.view-changes-batch': ({ rows, batch, features, fitting }) => ({
    title: 'view 改变了批大小',
    message:
      features === undefined || fitting === undefined
        ? `批次有 ${batch} 个样本，但到达损失函数的有 ${rows} 行。`
        : `${features} 列的 view 把 ${batch} 个样本变成了 ${rows} 行；${fitting} 列才能保持批大小。`,
    advice:
      features === undefined
        ? '用 flatten(1) 展平，它会保留第一维。'
        : '改正展平后的大小，后面的线性层也要改；flatten(1) 会自动保持批大小。',
    fix: `把展平后的大小改为 ${fitting ?? ''}`,
  }),
  'norm.targets-no-distribution': ({ negative, count, least, lowSum, highSum }) => ({
    title: '目标不是概率分布',
    message: `${count} 个值中有 ${negative} 个为负（最小 ${figures(least)}），各行之和为 ${figures(lowSum)} … ${figures(highSum)}，而不是 1${negative > 0 ? '：损失没有下界' : ''}。`,
    advice: '给交叉熵提供类别编号，或非负且和为 1 的行。',
  }),
  'norm.update-ops': ({ runs, layers }) => ({
    title: '从未运行 UPDATE_OPS',
    message: `批归一化以 training=True 运行了 ${runs} 次，但 ${layers} 个层的移动平均仍是 0 和 1：推理时不会归一化。`,
    advice: '在 tf.control_dependencies(tf.get_collection(tf.GraphKeys.UPDATE_OPS)) 中构建训练操作。',
  }),
  'norm.biased-variance': ({ values, factor }) => ({
    title: '保存的是有偏方差',
    message: `移动方差取的是除以 N 的方差；nn.BatchNorm 取除以 N − 1 的方差，对 ${values} 个值是它的 ${figures(factor)} 倍。`,
    advice: '评估时两者不同。要与 PyTorch 一致，移动方差请用 var(unbiased=True)；Keras 保存的是有偏方差。',
  }),
  'norm.own-momentum': ({ momentum }) => ({
    title: '这里的 momentum 是旧值的权重',
    message: `running = momentum · running + (1 − momentum) · batch${momentum === undefined ? '' : `，其中 momentum 为 ${figures(momentum)}`}：Keras 如此，PyTorch 相反。`,
    advice: `同样的平均在 PyTorch 中 momentum 为 ${momentum === undefined ? '1 − momentum' : figures(Number((1 - momentum).toPrecision(6)))}。`,
  }),
};
