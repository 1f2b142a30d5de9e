import assert from 'node:assert/strict';
import { F, manualSeed, nn, noGrad, ones, optim, randn, type Tensor } from '../../src/engine/index.ts';
import { earthMoversDistance } from '../../src/experiments/index.ts';
import { covariateShift } from '../../src/kernel/experiments.ts';

describe('covariateShift', () => {
  it('measures a shift of known size: each unit moves by as much as the bias before it', () => {
    const first = new nn.Linear(3, 5);
    const model = new nn.Sequential(first, new nn.Linear(5, 1));
    const batches = [randn([40, 3]), randn([40, 3])];
    const { layers, steps, samples } = covariateShift(model, batches, (_, number) => {
      noGrad(() => first.bias!.add_(ones([5]).mul(number + 1)));
    });
    assert.deepEqual([steps, samples, layers.length], [2, 40, 1]);
    const [layer] = layers;
    assert.deepEqual([layer!.name, layer!.units], ['1 Linear(5, 1)', 5]);
    layer!.distances.forEach((distance, index) => {
      assert.ok(Math.abs(distance - (index + 1)) < 1e-5);
    });
    assert.ok(Math.abs(layer!.fromStart[1]! / layer!.relative[0]! - 3) < 1e-4);
  });

  it('takes the distance between distributions, to which the order of samples is nothing', () => {
    assert.equal(earthMoversDistance([0, 1, 5], [1, 1, 9]), 5 / 3);
    const first = new nn.Linear(1, 2, { bias: false });
    const model = new nn.Sequential(first, new nn.Linear(2, 1));
    const symmetric = randn([50, 1]);
    const probe = symmetric.sub(symmetric.flip([0]));
    const { layers } = covariateShift(model, [probe], () => {
      noGrad(() => first.weight.mul_(-1));
    });
    assert.ok(layers[0]!.distances[0]! < 1e-6);
  });

  it('follows a model through its own training and changes nothing of that', () => {
    const train = (measures: boolean): string => {
      manualSeed(6);
      const model = new nn.Sequential(
        new nn.Linear(4, 6),
        new nn.BatchNorm1d(6),
        new nn.Dropout({ p: 0.2 }),
        new nn.Linear(6, 1),
      );
      const optimizer = new optim.SGD(model.parameters(), { lr: 0.1 });
      const batches = Array.from({ length: 6 }, () => [randn([16, 4]), randn([16, 1])] as const);
      const step = ([x, y]: readonly [Tensor, Tensor]): void => {
        optimizer.zeroGrad();
        F.mseLoss(model.call(x), y).backward();
        optimizer.step();
      };
      if (measures) {
        const { layers } = covariateShift(model, batches, step);
        assert.equal(layers[0]!.distances.length, 6);
        assert.ok(layers[0]!.distances.every((distance) => distance > 0));
        assert.ok(!Object.hasOwn(model.children()[3]!, 'forward'));
      } else batches.forEach(step);
      return JSON.stringify([...model.stateDict()].map(([, value]) => value.tolist()));
    };
    assert.equal(train(true), train(false));
  });

  it('follows the layers that are named, and says which there are', () => {
    const model = new nn.Sequential(new nn.Linear(3, 4), new nn.ReLU(), new nn.Linear(4, 1));
    const batches = [randn([8, 3])];
    const nothing = (): void => undefined;
    assert.deepEqual(
      covariateShift(model, batches, nothing, { layers: ['1'] }).layers.map(({ name }) => name),
      ['1 ReLU()'],
    );
    assert.throws(() => covariateShift(model, batches, nothing, { layers: ['7'] }), /no layer '7'; it has 0, 1, 2/);
    assert.throws(() => covariateShift(new nn.Linear(3, 1), batches, nothing), /no layer within the model/);
    assert.throws(() => covariateShift(model, batches, () => Promise.resolve()), /the step returned a promise/);
    assert.throws(() => covariateShift(model, [], nothing), /without a probe/);
  });
});
