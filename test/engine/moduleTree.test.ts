import assert from 'node:assert/strict';
import { F, full, keras, manualSeed, nn, noGrad, ones, optim, randn, type Tensor } from '../../src/engine/index.ts';

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
