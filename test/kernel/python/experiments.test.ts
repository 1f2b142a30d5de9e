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
    assert.equal(error?.message, undefined);
    return printed.trim().split('\n');
  };

  describe('experiment', () => {
    it('with torch modules, Keras layers and functions, on tensors and arrays, and show it', async () => {
      await run(prepare);
      const { outputs, error } = await run(dedent`
        x = np.random.RandomState(0).randn(16, 6) * 3 + 1
        layers = [nn.BatchNorm1d(6), keras.layers.LayerNormalization(), lambda x: x - x.mean(0)]
        normscope.compare(layers, x, names=["batch", "layer", "centred"], title="Three")
      `);
      assert.equal(error, undefined);
      const [output] = outputs.filter(({ type }) => type === 'display');
      assert.ok(output?.type === 'display');
      assert.deepEqual(Object.keys(output.data), [EXPERIMENT_MIME, VEGA_LITE_MIME, SVG_MIME, TEXT_MIME]);
      const experiment = parseExperiment(output.data[EXPERIMENT_MIME]);
      assert.ok(experiment.kind === 'comparison');
      assert.deepEqual(
        experiment.layers.map(({ name, sharing, output }) => [
          name,
          sharing?.name,
          output.statistics.map((each) => each?.normalized),
        ]),
        [
          ['batch', 'channel', ['standard', 'no', 'standard']],
          ['layer', 'sample', ['standard', 'standard', 'no']],
          ['centred', undefined, ['no', 'no', 'no']],
        ],
      );
    });

    it('and leave modules, layers and random numbers as they were', async () => {
      assert.deepEqual(
        await printed(`
          bn, kbn = nn.BatchNorm2d(4), keras.layers.BatchNormalization(axis=1)
          bn.eval()
          x = torch.randn(8, 4, 3, 3) + 2
          kbn.build(x.shape)
          torch.manual_seed(3)
          expected = torch.randn(2)
          torch.manual_seed(3)
          result = normscope.compare([bn, kbn, nn.Dropout(0.5)], x)
          print(torch.equal(torch.randn(2), expected))
          print(bn.training, bn.num_batches_tracked.item(), bn.running_mean.tolist())
          print(np.array(kbn.moving_mean).tolist())
          print(result.layers[0].output.statistics[2].normalized, result.layers[1].output.statistics[2].normalized)
          lazy = nn.LazyBatchNorm1d()
          normscope.compare(lazy, torch.randn(8, 3))
          print(type(lazy).__name__)
        `),
        ['True', 'False 0 [0.0, 0.0, 0.0, 0.0]', '[0.0, 0.0, 0.0, 0.0]', 'standard standard', 'LazyBatchNorm1d'],
      );
    });

    it('with batches of several sizes', async () => {
      assert.deepEqual(
        await printed(`
          result = normscope.compare_batch_sizes([nn.BatchNorm1d(8), nn.LayerNorm(8)], torch.randn(1000, 8), [1, 32])
          alone, many = result.layers[0].sizes
          print(alone.error)
          print(np.isnan(alone.mean_spread), abs(many.mean_spread / many.theory - 1) < 0.15)
          print(result.layers[1].sizes[1].output_spread < 1e-5)
        `),
        [
          'ValueError: Expected more than 1 value per channel when training, got input size torch.Size([1, 8])',
          'True True',
          'True',
        ],
      );
    });

    it('with the loss along the gradient, of torch and Keras models, and leave them as they were', async () => {
      assert.deepEqual(
        await printed(`
          net = nn.Sequential(nn.Linear(4, 8), nn.BatchNorm1d(8), nn.Dropout(0.2), nn.Linear(8, 3))
          x, y = torch.randn(32, 4), torch.randint(0, 3, (32,))
          nn.functional.cross_entropy(net(x), y).backward()
          before = {k: v.clone() for k, v in net.state_dict().items()}, [p.grad.clone() for p in net.parameters()]
          def same():
              return all(torch.equal(v, before[0][k]) for k, v in net.state_dict().items()) and all(
                  torch.equal(p.grad, g) for p, g in zip(net.parameters(), before[1]))
          result = normscope.loss_along_gradient(net, nn.CrossEntropyLoss(), (x, y), steps=[1e-4, 1])
          model = result.models[0]
          print(model.losses[0] < model.loss, abs(model.loss - model.losses[0] - 1e-4 * model.gradient_norm ** 2) < 1e-4, same())
          calls = []
          def failing(output, target):
              calls.append(net.training)
              if len(calls) == 2:
                  raise KeyError("enough")
              return nn.functional.cross_entropy(output, target)
          net.eval()
          try:
              normscope.loss_along_gradient(net, failing, (x, y))
          except KeyError as error:
              print(type(error).__name__, calls, net.training, same())
          model = keras.Sequential([keras.layers.Dense(8), keras.layers.BatchNormalization(), keras.layers.Dense(1)])
          inputs, targets = x.numpy(), x.numpy()[:, :1]
          model.build(inputs.shape)
          weights = model.get_weights()
          result = normscope.loss_along_gradient(model, keras.losses.MeanSquaredError(), (inputs, targets), steps=[0.01])
          print(result.models[0].losses[0] < result.models[0].loss)
          print(all((a == b).all() for a, b in zip(weights, model.get_weights())))
        `),
        ['True True True', 'KeyError [True, True] False True', 'True', 'True'],
      );
    });

    it('with the shift of what layers get while a model trains', async () => {
      assert.deepEqual(
        await printed(`
          net = nn.Sequential(nn.Linear(3, 5), nn.ReLU(), nn.Linear(5, 1))
          def step(batch):
              with torch.no_grad():
                  net[0].bias.add_(10.0)
          result = normscope.covariate_shift(net, [torch.randn(20, 3)] * 3, step, layers=["1", "2"])
          print([layer.name for layer in result.layers], [round(d, 4) for d in result.layers[0].distances])
          model = keras.Sequential([keras.layers.Dense(6, activation="relu"), keras.layers.Dense(1)])
          model.compile("sgd", "mse")
          data = np.random.randn(32, 3).astype("float32")
          result = normscope.covariate_shift(model, [data] * 4, lambda x: model.train_on_batch(x, x[:, :1]))
          print(len(result.layers), len(result.layers[0].relative), min(result.layers[0].distances) > 0)
        `),
        ["['1 ReLU()', '2 Linear(5, 1)'] [10.0, 10.0, 10.0]", '1 4 True'],
      );
    });

    it('and name the layer in its own error, and what is no layer', async () => {
      assert.deepEqual(
        await printed(`
          for layers in ([nn.LayerNorm(4), nn.BatchNorm2d(3)], [nn.LayerNorm(4), 3]):
              try:
                  normscope.compare(layers, torch.randn(5, 4))
              except (ValueError, TypeError) as error:
                  print(type(error).__name__, error)
        `),
        [
          'ValueError BatchNorm2d(3): expected 4D input (got 2D input)',
          'TypeError compare() takes modules, Keras layers and functions, but layer 2 of 2 is int',
        ],
      );
    });
  });
});
