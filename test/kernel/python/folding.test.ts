import assert from 'node:assert/strict';
import { dedent, PythonCells } from './pythonCells.ts';

describe('Python cells', function () {
  this.timeout(60_000);
  const cells = new PythonCells();
  const printed = async (code: string): Promise<string[]> => {
    const { printed, error } = await cells.run(dedent([code]));
    assert.equal(error?.traceback, undefined);
    return printed.trim().split('\n');
  };

  describe('fold', () => {
    it('batch normalization into layers of torch: one gives what both gave', async () => {
      assert.deepEqual(
        await printed(`
          import torch, normscope
          from torch import nn
          torch.manual_seed(0)
          def warmed(norm):
              with torch.no_grad():
                  norm.running_mean.copy_(torch.randn(norm.num_features))
                  norm.running_var.copy_(torch.rand(norm.num_features) + 0.2)
                  for p in norm.parameters():
                      p.copy_(torch.randn(norm.num_features))
              return norm
          for layer, norm in (
              (nn.Linear(5, 8), nn.BatchNorm1d(8)), (nn.Linear(5, 8, bias=False), nn.BatchNorm1d(8, affine=False)),
              (nn.Conv1d(4, 6, 3, groups=2, stride=2), nn.BatchNorm1d(6)), (nn.Conv2d(4, 6, 3, bias=False), nn.BatchNorm2d(6)),
              (nn.Conv3d(2, 3, 2), nn.BatchNorm3d(3)), (nn.ConvTranspose2d(4, 6, 3, groups=2), nn.BatchNorm2d(6)),
          ):
              found = normscope.fold_batch_norm(layer, warmed(norm).train())
              assert norm.training and norm.num_batches_tracked == 0
              print(found.agrees, type(found.layer) is type(layer), found.layer.bias is not None, found.layer is not layer)
          torch.manual_seed(1)
          x = torch.ones(3, 5)
          found = normscope.fold_batch_norm(nn.Linear(5, 8), warmed(nn.BatchNorm1d(8)), x)
          print(found.is_random, found.shape, found.largest < 1e-5)
          for pair in ((nn.ReLU(), nn.BatchNorm1d(3)), (nn.Linear(2, 3), nn.LayerNorm(3)), (nn.Linear(2, 3), nn.BatchNorm1d(4))):
              try:
                  normscope.fold_batch_norm(*pair)
              except TypeError as error:
                  print(str(error)[:60])
        `),
        [
          ...new Array<string>(6).fill('True True True True'),
          'False [3, 5] True',
          'fold_batch_norm() takes a Linear, Conv or ConvTranspose laye',
          'fold_batch_norm() takes a BatchNorm layer second, but got La',
          'fold_batch_norm(): BatchNorm1d(4, eps=1e-05, momentum=0.1, a',
        ],
      );
    });

    it('into layers of Keras, and freeze layers and compute statistics anew, of both', async () => {
      assert.deepEqual(
        await printed(`
          import keras, normscope, torch
          import numpy as np
          from torch import nn
          rng = np.random.RandomState(0)
          for layer, shape in ((keras.layers.Dense(6, use_bias=False), (4, 5)), (keras.layers.Conv2D(6, 3), (2, 8, 8, 3)),
                               (keras.layers.Conv2DTranspose(6, 3), (2, 8, 8, 3))):
              norm = keras.layers.BatchNormalization()
              layer(rng.randn(*shape).astype("float32"))
              norm.build((None,) * (len(shape) - 1) + (6,))
              norm.set_weights([rng.randn(6), rng.randn(6), rng.randn(6), rng.rand(6) + 0.2])
              print(normscope.fold_batch_norm(layer, norm).agrees)
          model = keras.Sequential([keras.layers.Dense(4), keras.layers.BatchNormalization()])
          batches = [rng.randn(16, 3).astype("float32") * k for k in (1, 2, 3)]
          model.build((None, 3))
          print(normscope.recompute_statistics(model, batches).batches)
          means = [model.layers[0](b).numpy().mean(0) for b in batches]
          print(np.abs(np.mean(means, 0) - model.layers[1].moving_mean.numpy()).max() < 1e-5)
          with normscope.freeze(model) as frozen:
              before = model.layers[1].moving_mean.numpy()
              model(batches[0], training=True)
              print(len(frozen.layers), (before == model.layers[1].moving_mean.numpy()).all())
          print(model.layers[1].trainable)
          net = nn.Sequential(nn.Linear(3, 4), nn.BatchNorm1d(4), nn.Dropout(0.5))
          net.eval()
          given = [torch.tensor(b) for b in batches]
          print(normscope.recompute_statistics(net, [(b, 1) for b in given]))
          expected = torch.stack([net[0](b).var(0) for b in given]).mean(0)
          print((expected - net[1].running_var).abs().max().item() < 1e-4, net[1].momentum, net.training)
          frozen = normscope.freeze(net)
          net.train()
          print(net[1].training, net[2].training, net[1].weight.requires_grad, frozen.layers)
          frozen.unfreeze()
          print(net.train()[1].training, net[1].weight.requires_grad)
        `),
        [
          'True',
          'True',
          'True',
          '3',
          'True',
          '1 True',
          'True',
          'The model was changed: the running statistics of 1 layers (1) are now the average of 3 batches.',
          'True 0.1 False',
          "False True False ['1']",
          'True True',
        ],
      );
    });
  });
});
