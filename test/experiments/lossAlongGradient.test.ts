import assert from 'node:assert/strict';
import { F, manualSeed, nn, optim, randn, tensor, type Tensor } from '../../src/engine/index.ts';
import { lossAlongGradient } from '../../src/kernel/experiments.ts';

/** L(w) = ½ Σ aᵢ wᵢ², whose Hessian is diag(a). */
class Bowl extends nn.Module {
  readonly w = new nn.Parameter(tensor([1, -2], { dtype: 'float64' }));

  override forward(curvatures: Tensor): Tensor {
    return this.w.mul(this.w).mul(curvatures).sum().mul(0.5);
  }
}

function bytes(x: Tensor): string {
  return Buffer.from(Float64Array.from(x.values()).buffer).toString('hex');
}

function stateOf(model: nn.Module): Record<string, unknown> {
  return {
    tensors: [...model.stateDict()].map(([name, value]) => [name, bytes(value)]),
    gradients: model.parameters().map(({ grad }) => grad && bytes(grad)),
    storages: [...model.stateDict().values()].map(({ storage }) => storage),
    modes: model.modules().map(({ training }) => training),
  };
}

function net(): nn.Module {
  return new nn.Sequential(
    new nn.Linear(4, 8),
    new nn.BatchNorm1d(8),
    new nn.ReLU(),
    new nn.Dropout({ p: 0.3 }),
    new nn.Linear(8, 3),
  );
}

describe('lossAlongGradient', () => {
  const curvatures = tensor([1, 3], { dtype: 'float64' });
  const identity = (output: Tensor): Tensor => output;

  it('gives the numbers of a bowl, which are known', () => {
    const steps = [0.1, 0.5, 1];
    const { models } = lossAlongGradient(new Bowl(), identity, [curvatures], { steps });
    const [bowl] = models;
    // g = (1, −6); L(w − ηg) = ½(1 − η)² + 6(1 − 3η)²; the gradient moves by η·(1, −18).
    const expected = steps.map((eta) => 0.5 * (1 - eta) ** 2 + 6 * (1 - 3 * eta) ** 2);
    const beta = Math.hypot(1, 18) / Math.hypot(1, 6);
    assert.equal(bowl!.loss, 6.5);
    const near = (a: number, b: number): void => {
      assert.ok(Math.abs(a - b) < 1e-9 * Math.max(1, Math.abs(b)), `${a} is not ${b}`);
    };
    near(bowl!.gradientNorm, Math.hypot(1, 6));
    bowl!.losses.forEach((loss, index) => {
      near(loss, expected[index]!);
    });
    bowl!.gradientDistances.forEach((distance, index) => {
      near(distance, steps[index]! * Math.hypot(1, 18));
    });
    for (const each of bowl!.smoothness) near(each, beta);
    near(bowl!.effectiveSmoothness, beta);
    near(bowl!.lossRange[1], Math.max(...expected));
    near(bowl!.cosines[2]!, (1 * 0 + -6 * 12) / (Math.hypot(1, 6) * 12));
  });

  it('compares models by their names', () => {
    const { models } = lossAlongGradient({ a: new Bowl(), b: new Bowl() }, identity, [curvatures]);
    assert.deepEqual(
      models.map(({ name, losses }) => [name, losses.length]),
      [
        ['a', 13],
        ['b', 13],
      ],
    );
  });

  describe('leaves a model as it was, bit for bit', () => {
    const batch = [
      randn([16, 4]),
      tensor(
        Array.from({ length: 16 }, (_, i) => i % 3),
        { dtype: 'int64' },
      ),
    ] as const;
    let model: nn.Module;
    let before: Record<string, unknown>;

    beforeEach(() => {
      manualSeed(2);
      model = net();
      const optimizer = new optim.SGD(model.parameters(), { lr: 0.1 });
      F.crossEntropy(model.call(batch[0]), batch[1]).backward();
      optimizer.step();
      model.children()[3]!.eval();
      before = stateOf(model);
    });

    it('after a measurement', () => {
      const { models } = lossAlongGradient(model, new nn.CrossEntropyLoss(), batch);
      assert.notEqual(models[0]!.losses[0], models[0]!.losses.at(-1));
      assert.deepEqual(stateOf(model), before);
    });

    it('after a loss that goes back through the model by itself', () => {
      const penalized = (output: Tensor, target: Tensor): Tensor => {
        model.parameters()[0]!.mul(3).sum().backward();
        return F.crossEntropy(output, target);
      };
      lossAlongGradient(model, penalized, batch, { steps: [0.1] });
      assert.deepEqual(stateOf(model), before);
    });

    it('after an error in the midst of it', () => {
      let calls = 0;
      const failing = (output: Tensor, target: Tensor): Tensor => {
        if (++calls === 5) throw new RangeError('enough');
        return F.crossEntropy(output, target);
      };
      assert.throws(() => lossAlongGradient(model, failing, batch), {
        name: 'RangeError',
        message: 'Sequential: enough',
      });
      assert.deepEqual(stateOf(model), before);
    });
  });

  it('draws the same dropout in every evaluation', () => {
    manualSeed(5);
    const model = new nn.Sequential(new nn.Linear(4, 50), new nn.Dropout({ p: 0.5 }), new nn.Linear(50, 1));
    const { models } = lossAlongGradient(model, F.mseLoss, [randn([8, 4]), randn([8, 1])], { steps: [1e-7] });
    assert.ok(Math.abs(models[0]!.losses[0]! - models[0]!.loss) < 1e-4);
  });

  it('says what is wrong', () => {
    const model = net();
    const batch = [randn([4, 4]), randn([4, 3])];
    assert.throws(
      () => lossAlongGradient(model, F.mseLoss, batch, { steps: [0.1, -1] }),
      /numbers above 0, but got -1/,
    );
    const perSample = (output: Tensor, target: Tensor): Tensor => output.sub(target);
    assert.throws(
      () => lossAlongGradient(model, perSample, batch),
      /Sequential: the loss must be one number.*\[4, 3\]/,
    );
    assert.throws(() => lossAlongGradient(new nn.ReLU(), F.mseLoss, batch), /has no parameters that learn/);
    assert.throws(
      () => lossAlongGradient({ a: 3 as unknown as nn.Module }, F.mseLoss, batch),
      /takes a module, or modules by names; a is none/,
    );
  });
});
