import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import {
  data,
  F,
  full,
  keras,
  manualSeed,
  nn,
  noGrad,
  ones,
  optim,
  rand,
  randn,
  randperm,
  tensor,
  type Tensor,
} from '../../src/engine/index.ts';

class Net extends nn.Module {
  conv1 = new nn.Conv2d(1, 2, 3);
  norm = new nn.BatchNorm2d(2);
  head = new nn.Sequential(new nn.Flatten(), new nn.Linear(8, 3));
  override forward(x: Tensor): Tensor {
    return this.head.call(this.norm.call(this.conv1.call(x)).relu());
  }
}

describe('Modules', () => {
  it('are named, printed, applied to and converted as in PyTorch', () => {
    const net = new Net();
    assert.deepEqual(
      net.namedModules().map(([name]) => name),
      ['', 'conv1', 'norm', 'head', 'head.0', 'head.1'],
    );
    assert.deepEqual(
      net.namedBuffers().map(([name]) => name),
      ['norm.running_mean', 'norm.running_var', 'norm.num_batches_tracked'],
    );
    assert.equal(
      String(net),
      `Net(
  (conv1): Conv2d(1, 2, kernel_size=(3, 3), stride=(1, 1))
  (norm): BatchNorm2d(2, eps=1e-05, momentum=0.1, affine=True, bias=True, track_running_stats=True)
  (head): Sequential(
    (0): Flatten(start_dim=1, end_dim=-1)
    (1): Linear(in_features=8, out_features=3, bias=True)
  )
)`,
    );
    const visited: string[] = [];
    net.apply((module) => visited.push(module.constructor.name));
    assert.deepEqual(visited, ['Conv2d', 'BatchNorm2d', 'Flatten', 'Linear', 'Sequential', 'Net']);
    const weight = net.conv1.weight;
    net.to('float64');
    assert.equal(weight, net.conv1.weight);
    assert.deepEqual(
      [weight.dtype, net.norm.runningMean?.dtype, net.norm.numBatchesTracked?.dtype],
      ['float64', 'float64', 'int64'],
    );
    assert.equal(net.call(randn([2, 1, 4, 4], { dtype: 'float64' })).dtype, 'float64');
  });

  it('in lists are shortened where they are equal, and in dictionaries have names', () => {
    assert.equal(
      String(new nn.ModuleList([new nn.LayerNorm(4), new nn.LayerNorm(4), new nn.RMSNorm(4)])),
      `ModuleList(
  (0-1): 2 x LayerNorm((4,), eps=1e-05, elementwise_affine=True, bias=True)
  (2): RMSNorm((4,), eps=None, elementwise_affine=True)
)`,
    );
    const dictionary = new nn.ModuleDict({ first: new nn.ReLU() }).set('thenMore', new nn.Linear(1, 1));
    assert.deepEqual([...dictionary.stateDict().keys()], ['thenMore.weight', 'thenMore.bias']);
    const named = new nn.Sequential({ fc: new nn.Linear(2, 2), act: new nn.ReLU() });
    assert.deepEqual([...named.stateDict().keys()], ['fc.weight', 'fc.bias']);
  });

  it('list a shared parameter once, in the state under each name', () => {
    class Tied extends nn.Module {
      first = new nn.Linear(2, 2);
      second = new nn.Linear(2, 2);
      constructor() {
        super();
        this.second.weight = this.first.weight;
      }
      override forward(x: Tensor): Tensor {
        return this.second.call(this.first.call(x));
      }
    }
    assert.equal(new Tied().parameters().length, 3);
    assert.equal(new Tied().stateDict().size, 4);
  });

  it('load less or more than they have if that is not strict', () => {
    const layer = new nn.LayerNorm(3);
    const state = new Map([
      ['weight', full([3], 2)],
      ['extra', ones([1])],
    ]);
    assert.throws(() => layer.loadStateDict(state), {
      message:
        'Error(s) in loading state_dict for LayerNorm:\n\tMissing key(s) in state_dict: "bias". \n\tUnexpected key(s) in state_dict: "extra". ',
    });
    assert.deepEqual(layer.loadStateDict(state, { strict: false }), {
      missingKeys: ['bias'],
      unexpectedKeys: ['extra'],
    });
    assert.deepEqual(layer.weight?.tolist(), [2, 2, 2]);
  });

  it('call hooks before and after they run, and with gradients', () => {
    const layer = new nn.Linear(2, 2);
    const events: string[] = [];
    layer.registerForwardPreHook((_, [x]) => {
      events.push('before');
      return [x!.mul(2)];
    });
    layer.registerForwardHook((_, __, output) => {
      events.push('after');
      return output.add(1);
    });
    layer.registerFullBackwardHook((_, gradInput, gradOutput) => {
      events.push(`gradients ${String(gradInput?.shape)} ${String(gradOutput.shape)}`);
      return gradInput?.mul(0);
    });
    const x = randn([3, 2], { requiresGrad: true });
    const output = layer.call(x);
    const expected = noGrad(() => layer.forward(x.mul(2)).add(1));
    assert.ok(output.sub(expected).abs().max().item() < 1e-6);
    output.sum().backward();
    assert.deepEqual(events, ['before', 'after', 'gradients 3,2 3,2']);
    assert.equal(x.grad?.abs().max().item(), 0);
    assert.ok((layer.weight.grad?.abs().max().item() ?? 0) > 0);
  });

  it('that are lazy take their channels from the first input and become what they stand for', () => {
    const layer = new nn.LazyBatchNorm2d({ momentum: 0.3 });
    assert.equal(
      String(layer),
      'LazyBatchNorm2d(0, eps=1e-05, momentum=0.3, affine=True, bias=True, track_running_stats=True)',
    );
    layer.call(randn([2, 5, 3, 3]));
    assert.ok(layer instanceof nn.BatchNorm2d);
    assert.equal(
      String(layer),
      'BatchNorm2d(5, eps=1e-05, momentum=0.3, affine=True, bias=True, track_running_stats=True)',
    );
    assert.deepEqual(layer.weight?.shape, [5]);
    assert.throws(() => new nn.LazyBatchNorm1d().call(randn([2, 3, 4, 5])), { message: /expected 2D or 3D input/ });
    const instance = new nn.LazyInstanceNorm1d({ affine: true });
    instance.call(randn([4, 6]));
    assert.equal(instance.numFeatures, 4);
  });

  it('that are lazy keep their parameters, for the optimizer has them, and take a state before any input', () => {
    const layer = new nn.LazyBatchNorm1d();
    const { weight } = layer;
    const optimizer = new optim.SGD(layer.parameters(), { lr: 0.1 });
    layer
      .call(randn([4, 3]))
      .mul(randn([4, 3]))
      .sum()
      .backward();
    optimizer.step();
    assert.equal(layer.weight, weight);
    assert.notDeepEqual(weight?.tolist(), [1, 1, 1]);
    const copy = new nn.LazyBatchNorm1d();
    copy.loadStateDict(layer.stateDict());
    assert.deepEqual(
      copy
        .eval()
        .call(ones([2, 3]))
        .tolist(),
      layer
        .eval()
        .call(ones([2, 3]))
        .tolist(),
    );
  });

  it('with batch normalization are converted for several processes and keep what they learned', () => {
    const net = new Net();
    const { weight } = net.norm;
    nn.utils.convertSyncBatchnorm(net);
    assert.ok((net.norm as nn.Module) instanceof nn.SyncBatchNorm);
    assert.equal(net.norm.weight, weight);
    assert.match(String(net), /\(norm\): SyncBatchNorm\(2, /);
  });

  it('have weights of a learned length and direction', () => {
    const layer = new nn.Linear(4, 3);
    const before = layer.weight.detach().clone();
    nn.utils.weightNorm(layer);
    assert.ok(layer.weight.sub(before).abs().max().item() < 1e-6);
    assert.deepEqual(
      [...layer.stateDict()].map(([name, value]) => `${name} ${String(value.shape)}`),
      ['bias 3', 'parametrizations.weight.original0 3,1', 'parametrizations.weight.original1 3,4'],
    );
    layer
      .call(randn([2, 4]))
      .sum()
      .backward();
    assert.ok(layer.parameters().every((parameter) => parameter.grad !== undefined));
  });

  it('have weights whose largest singular value is 1, frozen in evaluation mode', () => {
    manualSeed(3);
    const layer = nn.utils.spectralNorm(new nn.Linear(5, 4), 'weight', { nPowerIterations: 30 });
    layer.call(randn([2, 5]));
    layer.eval();
    const weight = layer.weight.detach();
    let v = randn([5]);
    for (let i = 0; i < 100; i++) v = F.normalize(weight.t().matmul(weight.matmul(v)), { dim: 0 });
    assert.ok(Math.abs(weight.matmul(v).norm().item() - 1) < 1e-4);
    assert.deepEqual(layer.weight.tolist(), weight.tolist());
    assert.deepEqual(
      [...layer.stateDict().keys()],
      ['bias', 'parametrizations.weight.original', 'parametrizations.weight.0._u', 'parametrizations.weight.0._v'],
    );
    layer
      .call(randn([2, 5]))
      .sum()
      .backward();
    assert.ok(layer.parameters().every((parameter) => parameter.grad !== undefined));
  });

  it('have standardized weights', () => {
    const layer = nn.utils.weightStandardization(new nn.Conv2d(3, 2, 3));
    const filters = layer.weight.flatten(1);
    assert.ok(filters.mean(1).abs().max().item() < 1e-6);
    assert.ok(filters.std(1, { correction: 0 }).sub(1).abs().max().item() < 1e-3);
  });

  it('of Keras number their names, refuse what they do not know, and can be frozen', () => {
    keras.clearSession();
    const names = [1, 2].map(() => new keras.layers.BatchNormalization().name);
    assert.deepEqual(names, ['batch_normalization', 'batch_normalization_1']);
    const layer = new keras.layers.BatchNormalization({ trainable: false });
    layer.call(randn([8, 2]).add(5), { training: true });
    assert.deepEqual(layer.movingMean.tolist(), [0, 0]);
    assert.deepEqual([layer.trainableWeights.length, layer.weights.length], [0, 4]);
  });
});

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

describe('Data', () => {
  it('come in batches, the last smaller or left out', () => {
    const dataset = new data.TensorDataset(tensor([[1], [2], [3], [4], [5]]), tensor([10, 20, 30, 40, 50]));
    const shapes = (dropLast: boolean): unknown[] =>
      [...new data.DataLoader(dataset, { batchSize: 2, dropLast })].map((batch) => batch.map(({ shape }) => shape));
    assert.deepEqual(shapes(false), [
      [[2, 1], [2]],
      [[2, 1], [2]],
      [[1, 1], [1]],
    ]);
    assert.equal(shapes(true).length, 2);
    assert.throws(() => new data.TensorDataset(ones([2]), ones([3])), { message: 'Size mismatch between tensors' });
  });

  it('are shuffled anew in every pass, each sample once, with its partner', () => {
    manualSeed(1);
    const numbers = randperm(20);
    const loader = new data.DataLoader(new data.TensorDataset(numbers, numbers.mul(2)), {
      batchSize: 6,
      shuffle: true,
    });
    const pass = (): number[] =>
      [...loader].flatMap(([x, y]) => {
        assert.deepEqual(x!.mul(2).tolist(), y!.tolist());
        return x!.tolist() as number[];
      });
    const [first, second] = [pass(), pass()];
    assert.notDeepEqual(first, second);
    assert.deepEqual([...new Set(first)].length, 20);
    manualSeed(1);
    randperm(20);
    assert.deepEqual(pass(), first);
  });

  it('draw as many random numbers as in PyTorch, shuffled or not', () => {
    manualSeed(3);
    const numbers = { length: 4, at: (index: number) => index };
    const batches = [...new data.DataLoader<number, Tensor>(numbers, { batchSize: 3 })];
    assert.deepEqual(batches.map(String), ['tensor([0, 1, 2])', 'tensor([3])']);
    assert.equal(String(rand([2])), 'tensor([0.2858, 0.0270])');
  });

  it('of other kinds are collated by stacking, or as asked', () => {
    const squares = { length: 3, at: (index: number) => tensor([index, index * index]) };
    const [batch] = [...new data.DataLoader<Tensor, Tensor>(squares, { batchSize: 3 })];
    assert.deepEqual(batch?.tolist(), [
      [0, 0],
      [1, 1],
      [2, 4],
    ]);
    const sums = new data.DataLoader<Tensor, number>(squares, {
      batchSize: 2,
      collate: (samples) => samples.reduce((total, sample) => total + sample.sum().item(), 0),
    });
    assert.deepEqual([...sums], [2, 6]);
    const parts = data.randomSplit(squares, [2, 1]);
    assert.deepEqual(
      parts.map(({ length }) => length),
      [2, 1],
    );
  });
});
