import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { F, manualSeed, nn, noGrad, optim, randn, tensor, type Tensor } from '../../src/engine/index.ts';

describe('Optimizers', () => {
  it('learn: a small network fits its data', () => {
    manualSeed(0);
    const net = new nn.Sequential(new nn.Linear(2, 8), new nn.BatchNorm1d(8), new nn.ReLU(), new nn.Linear(8, 1));
    const x = randn([64, 2]);
    const target = x.narrow(1, 0, 1).mul(x.narrow(1, 1, 1));
    const optimizer = new optim.Adam(net.parameters(), { lr: 0.05 });
    const losses = Array.from({ length: 80 }, () => {
      optimizer.zeroGrad();
      const loss = F.mseLoss(net.call(x), target);
      loss.backward();
      optimizer.step();
      return loss.item();
    });
    assert.ok(losses.at(-1)! < 0.2 * losses[0]!);
  });

  it("refuse options in PyTorch's words", () => {
    const parameters = (): nn.Parameter[] => new nn.Linear(2, 2).parameters();
    assert.throws(() => new optim.SGD(parameters(), { lr: -1 }), { message: 'Invalid learning rate: -1.0' });
    assert.throws(() => new optim.SGD(parameters(), { nesterov: true }), {
      message: 'Nesterov momentum requires a momentum and zero dampening',
    });
    assert.throws(() => new optim.Adam(parameters(), { betas: [1, 0.999] }), {
      message: 'Invalid beta parameter at index 0: 1.0',
    });
    assert.throws(() => new optim.SGD([]), { message: 'optimizer got an empty parameter list' });
  });

  it('take groups with options of their own, and go on from a saved state', () => {
    const make = (): { x: Tensor; y: Tensor; optimizer: optim.Adam } => {
      const [x, y] = [tensor([1, 2], { requiresGrad: true }), tensor([3], { requiresGrad: true })];
      return { x, y, optimizer: new optim.Adam([{ params: [x], lr: 0.1 }, { params: [y] }]) };
    };
    const step = ({ x, y, optimizer }: ReturnType<typeof make>): void => {
      optimizer.zeroGrad();
      x.pow(2).sum().add(y.pow(2).sum()).backward();
      optimizer.step();
    };
    const whole = make();
    step(whole);
    assert.ok(Math.abs(whole.x.values()[0]! - 0.9) < 1e-6 && Math.abs(whole.y.item() - 2.999) < 1e-6);
    const resumed = make();
    noGrad(() => {
      resumed.x.copy_(whole.x);
      resumed.y.copy_(whole.y);
    });
    resumed.optimizer.loadStateDict(whole.optimizer.stateDict());
    step(whole);
    step(resumed);
    assert.deepEqual(resumed.x.tolist(), whole.x.tolist());
  });

  it('follow schedules', () => {
    const { lrScheduler } = optim;
    const rates = (
      make: (scheduled: { paramGroups: { lr: number }[] }) => { step(): void },
      steps: number,
    ): number[] => {
      const scheduled = { paramGroups: [{ lr: 1 }] };
      const schedule = make(scheduled);
      return Array.from({ length: steps }, () => {
        const { lr } = scheduled.paramGroups[0]!;
        schedule.step();
        return Math.round(lr * 1e6) / 1e6;
      });
    };
    assert.deepEqual(
      rates((o) => new lrScheduler.StepLR(o, 2), 5),
      [1, 1, 0.1, 0.1, 0.01],
    );
    assert.deepEqual(
      rates((o) => new lrScheduler.MultiStepLR(o, [1, 3], { gamma: 0.5 }), 5),
      [1, 0.5, 0.5, 0.25, 0.25],
    );
    assert.deepEqual(
      rates((o) => new lrScheduler.ExponentialLR(o, 0.5), 4),
      [1, 0.5, 0.25, 0.125],
    );
    assert.deepEqual(
      rates((o) => new lrScheduler.CosineAnnealingLR(o, 4), 5),
      [1, 0.853553, 0.5, 0.146447, 0],
    );
    assert.deepEqual(
      rates((o) => new lrScheduler.LinearLR(o, { startFactor: 0.5, totalIters: 2 }), 4),
      [0.5, 0.75, 1, 1],
    );
    assert.deepEqual(
      rates((o) => new lrScheduler.LambdaLR(o, (epoch) => 1 / (epoch + 1)), 3),
      [1, 0.5, 0.333333],
    );
    const scheduled = { paramGroups: [{ lr: 1 }] };
    const plateau = new lrScheduler.ReduceLROnPlateau(scheduled, { patience: 1 });
    for (const metric of [1, 1, 1]) plateau.step(metric);
    assert.equal(scheduled.paramGroups[0]!.lr, 0.1);
  });

  it('follow several schedules at once: their factors multiply', () => {
    const { lrScheduler } = optim;
    const optimizer = new optim.SGD([tensor([0], { requiresGrad: true })], { lr: 1 });
    const schedules = [
      new lrScheduler.ExponentialLR(optimizer, 0.5),
      new lrScheduler.StepLR(optimizer, 2),
      new lrScheduler.CosineAnnealingLR(optimizer, 4),
    ];
    const rates = Array.from({ length: 6 }, () => {
      const { lr } = optimizer.paramGroups[0]!;
      for (const schedule of schedules) schedule.step();
      return Math.round(lr * 1e8) / 1e8;
    });
    assert.deepEqual(rates, [1, 0.4267767, 0.0125, 0.00183058, 0, 0.14644661]);
  });

  it('go through one cycle of rates and, the other way, of momentum', () => {
    const optimizer = new optim.SGD([tensor([0], { requiresGrad: true })], { lr: 0.1, momentum: 0.9 });
    const schedule = new optim.lrScheduler.OneCycleLR(optimizer, 1, 5);
    const rounded = (value: number): number => Math.round(value * 1e6) / 1e6;
    const cycle = Array.from({ length: 5 }, () => {
      const { lr, momentum } = optimizer.paramGroups[0]!;
      schedule.step();
      return [rounded(lr), rounded(momentum)];
    });
    assert.deepEqual(cycle, [
      [0.04, 0.95],
      [0.950485, 0.854952],
      [0.611262, 0.888874],
      [0.188258, 0.931174],
      [0.000004, 0.95],
    ]);
    assert.throws(
      () => {
        schedule.step();
      },
      { message: 'Tried to step 6 times. The specified number of total steps is 5' },
    );
  });

  it('do not learn from certain probabilities what is not finite', () => {
    const p = tensor([0, 1, 0, 1], { requiresGrad: true });
    F.binaryCrossEntropy(p, tensor([0, 1, 1, 0])).backward();
    assert.deepEqual(p.grad?.tolist(), [0, 0, Math.fround(-2.5e11), Math.fround(2.5e11)]);
  });

  it('have their gradients clipped by the norm of all of them', () => {
    const [x, y] = [tensor([3], { requiresGrad: true }), tensor([4], { requiresGrad: true })];
    x.mul(3).add(y.mul(4)).sum().backward();
    assert.equal(nn.utils.clipGradNorm([x, y], 1).item(), 5);
    assert.ok(Math.abs(x.grad!.item() - 0.6) < 1e-6 && Math.abs(y.grad!.item() - 0.8) < 1e-6);
    nn.utils.clipGradValue([x, y], 0.5);
    assert.deepEqual([x.grad?.item(), y.grad?.item()], [0.5, 0.5]);
  });

  it('hold a flat footprint over 100,000 steps', function () {
    this.timeout(300_000);
    const script = fileURLToPath(new URL('longTraining.ts', import.meta.url));
    const grown = Number(execFileSync(process.execPath, [script, '20000', '100000'], { encoding: 'utf8' }));
    assert.ok(grown < 64 * 2 ** 20, `grew by ${grown} bytes`);
  });
});
