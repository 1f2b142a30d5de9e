import { F, manualSeed, nn, noGrad, optim, randint, randn, type Tensor } from '../../src/engine/index.ts';
import { compare, compareBatchSizes, covariateShift, lossAlongGradient } from '../../src/kernel/experiments.ts';
import { compareModes, diagnose } from '../../src/kernel/models/diagnosis.ts';
import { foldBatchNorm } from '../../src/kernel/models/folding.ts';
import { twin } from '../../src/kernel/models/twin.ts';
import type { Experiment } from '../../src/protocol/experiment.ts';

function net(normalizes: boolean): nn.Module {
  const norm = (): nn.Module[] => (normalizes ? [new nn.BatchNorm1d(12)] : []);
  return new nn.Sequential(
    new nn.Linear(6, 12),
    ...norm(),
    new nn.Tanh(),
    new nn.Linear(12, 12),
    ...norm(),
    new nn.Tanh(),
    new nn.Linear(12, 3),
  );
}

/** A model whose middle is dead, with statistics that never moved before it. */
function broken(): nn.Module {
  const model = new nn.Sequential(
    new nn.Linear(6, 12),
    new nn.BatchNorm1d(12),
    new nn.ReLU(),
    new nn.Linear(12, 12),
    new nn.ReLU(),
    new nn.Linear(12, 3),
  );
  noGrad(() => model.parameters()[5]!.fill_(-30));
  return model;
}

/** One experiment of each kind, the same each time. */
export function examples(): Record<Experiment['kind'], Experiment> {
  manualSeed(1);
  const images = randn([32, 8, 6, 6])
    .mul(randn([1, 8, 1, 1]).abs().add(0.5))
    .add(randn([32, 8, 1, 1]).mul(3));
  const x = randn([64, 6]);
  const y = randint(0, 3, [64]);
  const [without, withNorm] = [net(false), net(true)];
  const optimizer = new optim.SGD(without.parameters(), { lr: 0.5 });
  const step = (input: Tensor): void => {
    optimizer.zeroGrad();
    F.crossEntropy(without.call(input), y).backward();
    optimizer.step();
  };
  return {
    comparison: compare(
      [
        new nn.BatchNorm2d(8),
        new nn.LayerNorm([8, 6, 6]),
        new nn.InstanceNorm2d(8),
        new nn.GroupNorm(2, 8),
        new nn.RMSNorm([8, 6, 6]),
      ],
      images,
    ),
    batchSizes: compareBatchSizes([new nn.BatchNorm1d(6), new nn.LayerNorm([6])], randn([500, 6]), [1, 2, 8, 32, 128]),
    lossAlongGradient: lossAlongGradient(
      { 'without normalization': without, 'batch normalization': withNorm },
      F.crossEntropy,
      [x, y],
    ),
    covariateShift: covariateShift(without, new Array<Tensor>(30).fill(x), step),
    diagnosis: diagnose(broken(), [x, y]),
    modes: compareModes(withNorm, x),
    twin: twin(new nn.BatchNorm2d(8), images),
    folding: foldBatchNorm(new nn.Conv2d(3, 8, 3), new nn.BatchNorm2d(8)),
  };
}
