import assert from 'node:assert/strict';
import { parseExperiment } from '../../../src/protocol/experiment.ts';
import { EXPERIMENT_MIME, SVG_MIME, TEXT_MIME, VEGA_LITE_MIME } from '../../../src/protocol/mime.ts';
import { dedent, PythonCells } from './pythonCells.ts';

describe('Python cells', function () {
  this.timeout(60_000);
  const cells = new PythonCells();
  const { run } = cells;
  const prepare = dedent`
    import torch, keras, normscope
    import numpy as np
    from torch import nn
    torch.manual_seed(0)
  `;
  const printed = async (code: string): Promise<string[]> => {
    const { printed, error } = await run(`${prepare}\n${dedent([code])}`);
    assert.equal(error?.traceback, undefined);
    return printed.trim().split('\n');
  };

  describe('diagnose', () => {
    it('a torch module by the numbers that hooks and autograd give, and leave it as it was', async () => {
      assert.deepEqual(
        await printed(`
          net = nn.Sequential(nn.Linear(4, 8), nn.BatchNorm1d(8), nn.ReLU(inplace=True), nn.Dropout(0.3), nn.Linear(8, 3))
          x, y = torch.randn(32, 4), torch.randint(0, 3, (32,))
          for _ in range(20):
              net(x)
          nn.functional.cross_entropy(net(x), y).backward()
          before = {k: v.clone() for k, v in net.state_dict().items()}, [p.grad.clone() for p in net.parameters()]
          net[3].eval()
          hooks = len(net[0]._forward_hooks)
          torch.manual_seed(3)
          expected = torch.randn(2)
          torch.manual_seed(3)
          found = normscope.diagnose(net, (x, y), loss=nn.CrossEntropyLoss())
          print(torch.equal(torch.randn(2), expected), net[3].training, net[4].training, len(net[0]._forward_hooks) == hooks)
          print(all(torch.equal(v, before[0][k]) for k, v in net.state_dict().items()))
          print(all(torch.equal(p.grad, g) for p, g in zip(net.parameters(), before[1])))
          print([l.name for l in found.layers], [l.layer for l in found.layers][:2])
          first, norm = found.layers[0], found.layers[1]
          y0 = net[0](x)
          print(abs(first.output.std - y0.std(correction=0).item()) < 1e-5, first.units, norm.running.batches)
          apart = ((before[0]["1.running_mean"] - y0.mean(0)) ** 2 / y0.var(0)).mean().sqrt().item()
          print(abs(norm.running.distance - apart) < 1e-4, first.problems)
          net[3].p, plain = 0.0, nn.Sequential(*net)
          plain.zero_grad()
          plain.train()
          out = plain[0](x)
          out.retain_grad()
          nn.functional.cross_entropy(plain[1:](out), y).backward()
          found = normscope.diagnose(plain, (x, y))
          print(abs(found.layers[0].gradient - out.grad.norm().item()) < 1e-5)
          total = (plain[0].weight.grad.norm() ** 2 + plain[0].bias.grad.norm() ** 2).sqrt().item()
          print(abs(found.layers[0].weight_gradient - total) < 1e-5)
        `),
        [
          'True False True True',
          'True',
          'True',
          "['0', '1', '2', '3', '4'] ['Linear(4, 8)', 'BatchNorm1d(8)']",
          'True 8 21',
          'True []',
          'True',
          'True',
        ],
      );
    });

    it('broken models: the layer where it begins comes first', async () => {
      assert.deepEqual(
        await printed(`
          def worst(model, batch):
              found = normscope.diagnose(model, batch).layers[0]
              return found.name, [p.kind for p in found.problems if p.is_cause]
          class Root(nn.Module):
              def forward(self, x):
                  return torch.sqrt(x)
          x = torch.randn(32, 6)
          broken = nn.Sequential(nn.Linear(6, 8), nn.Tanh(), Root(), nn.Linear(8, 2))
          print(worst(broken, x), normscope.first_non_finite(broken, x).layer)
          dead = nn.Sequential(nn.Linear(6, 8), nn.ReLU(), nn.Linear(8, 2))
          with torch.no_grad():
              dead[0].bias.fill_(-30.0)
          print(worst(dead, x), normscope.first_non_finite(dead, x))
          print(worst(nn.Sequential(*[m for _ in range(8) for m in (nn.Linear(6, 6), nn.Sigmoid())], nn.Linear(6, 2)), x))
          print(worst(nn.Sequential(nn.BatchNorm1d(6), nn.Linear(6, 2)), x + 50))
          print(normscope.compare_modes(dead, x).layers[0].gap)
        `),
        [
          "('2', ['nonFinite']) 2",
          "('1', ['dead']) None",
          "('0', ['vanishingGradient'])",
          "('0', ['neverMoved'])",
          '0.0',
        ],
      );
    });

    it('a Keras model, whose layers keep their weights, and show it', async () => {
      await run(prepare);
      const { outputs, error, printed } = await run(dedent`
        model = keras.Sequential([
            keras.layers.Conv2D(4, 3, activation="relu"), keras.layers.BatchNormalization(), keras.layers.Flatten(),
            keras.layers.Dropout(0.5), keras.layers.Dense(3, activation="softmax")])
        model.compile("sgd", "sparse_categorical_crossentropy")
        x, y = np.random.randn(16, 8, 8, 1).astype("float32"), np.arange(16) % 3
        model.build(x.shape)
        before = model.get_weights()
        found = normscope.diagnose(model, (x, y))
        print([(l.layer, l.units) for l in sorted(found.layers, key=lambda l: l.position)])
        print(all((a == b).all() for a, b in zip(before, model.get_weights())), all(l.gradient > 0 for l in found.layers))
        print(found.loss > 0, found.layers[0].layer, found.layers[0].running.batches)
        found
      `);
      assert.equal(error?.traceback, undefined);
      assert.deepEqual(printed.trim().split('\n'), [
        "[('Conv2D', 4), ('BatchNormalization', 4), ('Dropout', 144), ('Dense', 3)]",
        'True True',
        'True BatchNormalization 0',
      ]);
      const output = outputs.find(({ type }) => type === 'display');
      assert.ok(output?.type === 'display');
      assert.deepEqual(Object.keys(output.data), [EXPERIMENT_MIME, VEGA_LITE_MIME, SVG_MIME, TEXT_MIME]);
      assert.equal(parseExperiment(output.data[EXPERIMENT_MIME]).kind, 'diagnosis');
    });

    it('pass on what a model or a loss raises, as it was', async () => {
      assert.deepEqual(
        await printed(`
          def failing(output):
              raise KeyError("enough")
          net = nn.Sequential(nn.Linear(4, 8), nn.BatchNorm1d(8))
          for model, loss in ((net, failing), (nn.Linear(5, 2), None), (3, None)):
              try:
                  normscope.diagnose(model, torch.randn(8, 4), loss=loss)
              except Exception as error:
                  print(type(error).__name__, str(error)[:58])
          print(net[1].num_batches_tracked.item(), net.training)
        `),
        [
          "KeyError 'enough'",
          'RuntimeError addmm: mat1 and mat2 shapes cannot be multiplied (8x4 and ',
          'TypeError diagnose() takes a torch module, a Keras model or a functi',
          '0 True',
        ],
      );
    });
  });
});
