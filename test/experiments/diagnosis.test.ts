import assert from 'node:assert/strict';
import {
  elements,
  F,
  manualSeed,
  nn,
  noGrad,
  optim,
  rand,
  randint,
  randn,
  tensor,
  type Tensor,
} from '../../src/engine/index.ts';
import { compareModes, diagnose, firstNonFinite } from '../../src/kernel/models/diagnosis.ts';
import { parseExperiment } from '../../src/protocol/experiment.ts';
import type { DiagnosedLayer, Diagnosis } from '../../src/protocol/diagnosis.ts';

function bytes(x: Tensor): string {
  return Buffer.from(Float64Array.from(x.values()).buffer).toString('hex');
}

function stateOf(model: nn.Module): Record<string, unknown> {
  return {
    tensors: [...model.stateDict()].map(([name, value]) => [name, bytes(value)]),
    storages: [...model.stateDict().values()].map(({ storage }) => storage),
    gradients: model.parameters().map(({ grad }) => grad && bytes(grad)),
    modes: model.modules().map(({ training }) => training),
    own: model.modules().map((module) => Object.getOwnPropertyNames(module)),
  };
}

function near(actual: number, expected: number, what: string, tolerance = 1e-5): void {
  const isNear = Math.abs(actual - expected) <= tolerance * Math.max(1e-6, Math.abs(expected));
  assert.ok(isNear || (Number.isNaN(actual) && Number.isNaN(expected)), `${what}: ${actual} is not ${expected}`);
}

function layer(of: Diagnosis, name: string): DiagnosedLayer {
  return of.layers.find((each) => each.name === name)!;
}

function kinds({ problems }: DiagnosedLayer): string[] {
  return problems.filter(({ isCause }) => isCause).map(({ kind }) => kind);
}

function net(): nn.Sequential {
  return new nn.Sequential(
    new nn.Linear(6, 12),
    new nn.BatchNorm1d(12),
    new nn.ReLU(),
    new nn.Linear(12, 12),
    new nn.ReLU(),
    new nn.Linear(12, 3),
  );
}

/** A net that has learned to tell three regions apart. */
function trained(): { model: nn.Sequential; batch: [Tensor, Tensor] } {
  const model = net();
  const optimizer = new optim.Adam(model.parameters(), { lr: 0.01 });
  const draw = (): [Tensor, Tensor] => {
    const x = randn([64, 6]);
    return [x, x.narrow(1, 0, 3).argmax(1)];
  };
  for (let step = 0; step < 150; step++) {
    const [x, y] = draw();
    optimizer.zeroGrad();
    F.crossEntropy(model.call(x), y).backward();
    optimizer.step();
  }
  return { model, batch: draw() };
}

describe('diagnose', () => {
  beforeEach(() => {
    manualSeed(3);
  });

  it('gives the numbers that a pass by hand and autograd give', () => {
    const { model, batch } = trained();
    const found = diagnose(model, batch);
    parseExperiment(JSON.parse(JSON.stringify(found)));
    const copy = net();
    copy.loadStateDict(model.stateDict());
    copy.eval();
    const inEvaluation: Tensor[] = [];
    let flowing = batch[0];
    for (const module of copy) inEvaluation.push((flowing = module.call(flowing)));
    copy.train();
    const running = (copy.at(1) as nn.BatchNorm1d).runningMean!.clone();
    const outputs: Tensor[] = [];
    flowing = batch[0];
    for (const module of copy) outputs.push((flowing = module.call(flowing).retainGrad()));
    const loss = F.crossEntropy(flowing, batch[1]);
    loss.backward();
    near(found.loss, loss.item(), 'loss');
    assert.deepEqual(
      found.layers.map(({ position }) => position),
      [0, 1, 2, 3, 4, 5],
    );
    const norms = outputs.map(({ grad }) => grad!.norm().item());
    outputs.forEach((output, index) => {
      const each = layer(found, String(index));
      near(each.output.mean!, output.mean().item(), `mean ${index}`, 1e-4);
      near(each.output.std!, output.var(undefined, { correction: 0 }).sqrt().item(), `σ ${index}`);
      near(each.gradient, norms[index]!, `gradient ${index}`);
      near(each.gradientRatio, norms[index]! / (norms[index + 1] ?? NaN), `ratio ${index}`);
      const gap =
        inEvaluation[index]!.sub(output).pow(2).mean().sqrt().item() /
        output.var(undefined, { correction: 0 }).sqrt().item();
      near(each.gap, gap, `gap ${index}`, 1e-4);
      const columns = output.detach().abs().amax(0);
      assert.equal(each.dead, Array.from(columns.values()).filter((value) => value === 0).length);
      assert.equal(each.units, output.size(1));
    });
    const weights = copy
      .at(3)!
      .parameters()
      .map(({ grad }) => grad!.pow(2).sum().item());
    near(layer(found, '3').weightGradient, Math.sqrt(weights[0]! + weights[1]!), 'gradient of weights');
    const { batches, distance, halfLife } = layer(found, '1').running!;
    const input = outputs[0]!;
    const apart = running.sub(input.mean(0)).pow(2).div(input.var(0)).mean().sqrt().item();
    assert.equal(batches, 150);
    near(halfLife, Math.log(0.5) / Math.log(0.9), 'half life');
    near(distance, apart, 'distance', 1e-4);
  });

  it('finds nothing wrong with a healthy net that was trained, on whatever loss', () => {
    const { model, batch } = trained();
    for (const found of [
      diagnose(model, batch),
      diagnose(model, batch[0]),
      diagnose(model, batch[0], { loss: (y) => y.pow(2).mean() }),
    ]) {
      assert.deepEqual(
        found.layers.flatMap(({ problems }) => problems),
        [],
      );
    }
  });

  it('leaves a model as it was, bit for bit, and the random numbers of the program', () => {
    const { model, batch } = trained();
    F.crossEntropy(model.call(batch[0]), batch[1]).backward();
    model.append(new nn.Dropout({ p: 0.5 }));
    model.at(1)!.eval();
    const before = stateOf(model);
    manualSeed(9);
    const expected = bytes(rand([4]));
    manualSeed(9);
    diagnose(model, batch);
    compareModes(model, batch);
    firstNonFinite(model, batch);
    const failing = (): never => {
      throw new RangeError('enough');
    };
    assert.throws(() => diagnose(model, batch, { loss: failing }), /enough/);
    assert.deepEqual(stateOf(model), before);
    assert.equal(bytes(rand([4])), expected);
  });

  describe('names first, at the layer where it begins,', () => {
    const first = (model: nn.Module, x = randn([64, 6])): [string, string[]] => {
      const [worst] = diagnose(model, x).layers;
      return [worst!.name, kinds(worst!)];
    };

    it('NaN that a layer makes', () => {
      class Root extends nn.Module {
        override forward(x: Tensor): Tensor {
          return x.sqrt();
        }
      }
      const model = new nn.Sequential(
        new nn.Linear(6, 8),
        new nn.Tanh(),
        new Root(),
        new nn.Tanh(),
        new nn.Linear(8, 2),
      );
      assert.deepEqual(first(model), ['2', ['nonFinite']]);
      const found = diagnose(model, randn([64, 6]));
      assert.deepEqual(
        found.layers.slice(0, 3).map(({ name, problems }) => [name, problems[0]!.isCause]),
        [
          ['2', true],
          ['3', false],
          ['4', false],
        ],
      );
      assert.equal(firstNonFinite(model, randn([64, 6]))?.layer, '2');
    });

    it('NaN among weights', () => {
      const model = net();
      noGrad(() => (model.at(3) as nn.Linear).weight.narrow(0, 0, 1).fill_(NaN));
      assert.deepEqual(first(model), ['3', ['nonFiniteParameters', 'nonFinite']]);
      const found = firstNonFinite(model, randn([64, 6]));
      assert.deepEqual([found?.layer, found?.what, found?.nan], ['3', 'parameter', 12]);
    });

    it('a gradient that is not finite', () => {
      class Norm extends nn.Module {
        override forward(x: Tensor): Tensor {
          return x.sub(x).pow(2).sum(1, { keepdim: true }).sqrt().add(x);
        }
      }
      const model = new nn.Sequential(new nn.Linear(6, 6), new nn.Linear(6, 6), new Norm(), new nn.Linear(6, 2));
      assert.deepEqual(first(model), ['1', ['nonFiniteGradient']]);
      assert.deepEqual(
        [firstNonFinite(model, randn([8, 6]))?.layer, firstNonFinite(model, randn([8, 6]))?.what],
        ['1', 'gradient'],
      );
    });

    it('a dead ReLU, after which gradients vanish by consequence alone', () => {
      const model = trained().model;
      noGrad(() => (model.at(3) as nn.Linear).bias!.fill_(-100));
      const found = diagnose(model, randn([64, 6]));
      assert.deepEqual([found.layers[0]!.name, kinds(found.layers[0]!)], ['4', ['dead']]);
      assert.equal(found.layers[0]!.dead, 12);
      assert.deepEqual(found.layers.slice(1).flatMap(kinds), []);
      assert.equal(layer(found, '0').problems[0]?.kind, 'vanishingGradient');
    });

    it('an initialization that explodes', () => {
      const model = new nn.Sequential(
        new nn.Linear(6, 8),
        new nn.ReLU(),
        new nn.Linear(8, 8),
        new nn.ReLU(),
        new nn.Linear(8, 2),
      );
      noGrad(() => (model.at(2) as nn.Linear).weight.mul_(1e4));
      assert.deepEqual(first(model), ['2', ['exploding']]);
    });

    it('batch normalization that was never warmed up', () => {
      const { model, batch } = trained();
      (model.at(1) as nn.BatchNorm1d).resetRunningStats();
      const [worst] = diagnose(model, batch).layers;
      assert.deepEqual([worst!.name, kinds(worst!)], ['1', ['neverMoved']]);
      assert.equal(worst!.running?.batches, 0);
    });

    it('batch normalization whose statistics are of other data', () => {
      const { model, batch } = trained();
      assert.deepEqual(first(model, batch[0].mul(10).add(20)), ['1', ['farStatistics']]);
    });

    it('a stack of sigmoids, from its beginning on', () => {
      const layers = Array.from({ length: 8 }, () => [new nn.Linear(6, 6), new nn.Sigmoid()]).flat();
      const found = diagnose(new nn.Sequential(...layers, new nn.Linear(6, 2)), [randn([64, 6]), randint(0, 2, [64])]);
      assert.deepEqual([found.layers[0]!.name, kinds(found.layers[0]!)], ['0', ['vanishingGradient']]);
      assert.equal(found.layers[1]!.name, '1');
    });
  });

  it('follows outputs that are written over, layers that run twice, and sums of branches', () => {
    class Block extends nn.Module {
      readonly fc = new nn.Linear(6, 6);
      readonly act = new nn.ReLU({ inplace: true });

      override forward(x: Tensor): Tensor {
        return x.add(this.act.call(this.fc.call(this.act.call(this.fc.call(x)))));
      }
    }
    const model = new nn.Sequential(new Block(), new nn.Flatten(), new nn.Linear(6, 2));
    const x = randn([32, 6]);
    const { layers } = diagnose(model, x);
    assert.deepEqual(
      layers.toSorted((a, b) => a.position - b.position).map(({ name }) => name),
      ['0.fc #1', '0.act #1', '0.fc #2', '0.act #2', '0', '2'],
    );
    const block = model.at(0) as Block;
    const linear = noGrad(() => block.fc.call(x));
    near(
      layers.find(({ name }) => name === '0.fc #1')!.output.std!,
      linear.var(undefined, { correction: 0 }).sqrt().item(),
      'σ before ReLU',
    );
  });

  it('takes the loss of a random direction, which no softmax or normalization at the end hides', () => {
    for (const end of [new nn.Softmax(1), new nn.LayerNorm([3])]) {
      const { layers } = diagnose(
        new nn.Sequential(new nn.Linear(6, 8), new nn.ReLU(), new nn.Linear(8, 3), end),
        randn([64, 6]),
      );
      for (const { gradient } of layers) assert.ok(gradient > 1e-3, `${gradient}`);
    }
  });

  it('looks at functions, frozen models and images, whose units are channels', () => {
    const dead = diagnose((x: Tensor) => F.relu(x.sub(tensor([0, 100]).reshape([1, 2, 1, 1]))), randn([4, 2, 5, 5]));
    assert.deepEqual(
      dead.layers.map(({ units, dead, gradient }) => [units, dead, gradient > 0]),
      [[2, 1, true]],
    );
    const frozen = net().requiresGrad_(false);
    assert.ok(diagnose(frozen, randn([32, 6])).layers.every(({ gradient }) => gradient > 0));
    assert.ok(frozen.parameters().every(({ requiresGrad }) => !requiresGrad));
  });

  it('refuses what is no model, no batch and no loss', () => {
    assert.throws(() => diagnose(3 as never, randn([2, 2])), {
      name: 'TypeError',
      message: /diagnose takes a module, a Keras layer or a function, but got number/,
    });
    assert.throws(() => diagnose(net(), 'x' as never), { name: 'TypeError', message: /takes a tensor as its batch/ });
    assert.throws(() => diagnose(net(), randn([0, 6])), { name: 'TypeError', message: /no elements/ });
    assert.throws(() => diagnose(net(), randn([8, 6]), { loss: (y) => y }), {
      name: 'TypeError',
      message: /the loss must be one number, but has the shape \[8, 3\]/,
    });
  });
});

describe('compareModes', () => {
  it('tells the gap of each layer between training and evaluation', () => {
    manualSeed(4);
    const model = new nn.Sequential(new nn.Linear(6, 8), new nn.Dropout({ p: 0.5 }), new nn.BatchNorm1d(8));
    const { layers } = compareModes(model, randn([64, 6]).add(3));
    assert.equal(layers[0]!.gap, 0);
    const { train, eval: evaluated, gap } = layers[1]!;
    const values = { train: train.std!, eval: evaluated.std! };
    assert.ok(values.train > values.eval && gap > 0.3);
    assert.deepEqual([layers[0]!.running, layers[2]!.running?.batches], [undefined, 0]);
    parseExperiment(JSON.parse(JSON.stringify(compareModes(model, randn([64, 6])))));
  });
});

describe('firstNonFinite', () => {
  it('tells of the batch itself, of weights, and of nothing', () => {
    const x = randn([8, 6]);
    assert.equal(firstNonFinite(net(), x), undefined);
    const spoiled = x.clone();
    elements(spoiled)[3] = Infinity;
    assert.deepEqual(firstNonFinite(net(), spoiled), { layer: '', text: '', what: 'batch', nan: 0, infinite: 1 });
  });
});
