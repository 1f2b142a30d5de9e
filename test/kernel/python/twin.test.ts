import assert from 'node:assert/strict';
import { dedent, PythonCells } from './pythonCells.ts';

describe('Python cells', function () {
  this.timeout(60_000);
  const cells = new PythonCells();

  it('find the twin of a layer in the other framework, with its weights, and what differs after some steps', async () => {
    const { printed, error, cards } = await cells.run(dedent`
      import torch, keras, normscope
      import numpy as np
      from torch import nn
      torch.manual_seed(0)
      def filled(module):
          with torch.no_grad():
              for name, tensor in module.state_dict().items():
                  if name != "num_batches_tracked":
                      tensor.copy_(torch.rand(tensor.shape) + 0.5)
          return module
      for layer, shape in (
          (nn.BatchNorm1d(4), (5, 4, 3)), (nn.BatchNorm2d(4, affine=False), (5, 4, 3, 2)), (nn.LayerNorm((3, 4)), (5, 3, 4)),
          (nn.GroupNorm(2, 4), (5, 4, 3)), (nn.InstanceNorm2d(4, affine=True), (5, 4, 3, 3)), (nn.RMSNorm(4), (5, 4)),
      ):
          x = torch.randn(*shape)
          found = normscope.twin(filled(layer), x, steps=3)
          back = normscope.twin(found.keras, x.numpy(), steps=3)
          assert layer.training and found.torch is layer
          assert back.converted.train < 1e-5 and found.converted.train < 1e-5
          print(type(found.keras).__name__, type(back.torch).__name__, back.code.split("\\n")[0][:40])
      x = torch.randn(6, 3)
      bn = nn.BatchNorm1d(3)
      found = normscope.twin(bn, x, steps=10)
      left = 0.9 ** 10
      biased = x.var(0, correction=0)
      ratio = ((left + (1 - left) * biased) / (left + (1 - left) * biased * 6 / 5)).log().mean().exp().item()
      print(abs(found.converted.variance - ratio) < 1e-5, bn.num_batches_tracked.item(), [a.keras for a in found.arguments])
      made = {"keras": keras, "layer": bn, "x": x}
      exec(found.code, made)
      print(np.abs(made["norm"](x.numpy(), training=True).numpy() - bn(x).detach().numpy()).max() < 1e-5)
      conv = keras.layers.BatchNormalization()
      images = np.random.randn(4, 5, 5, 3).astype("float32")
      print(normscope.twin(conv, images, steps=4).code.split("\\n")[-1])
      for wrong in (nn.BatchNorm1d(3, momentum=None), nn.Linear(3, 3), 3):
          try:
              normscope.twin(wrong, x)
          except TypeError as error:
              print(str(error)[:44])
    `);
    assert.equal(error?.traceback, undefined);
    assert.equal(cards.length, 2);
    assert.deepEqual(printed.trim().split('\n'), [
      'BatchNormalization BatchNorm1d norm = nn.BatchNorm1d(4, eps=1e-05, mome',
      'BatchNormalization BatchNorm2d norm = nn.BatchNorm2d(4, eps=1e-05, mome',
      'LayerNormalization LayerNorm norm = nn.LayerNorm((3, 4), eps=1e-05, e',
      'GroupNormalization GroupNorm norm = nn.GroupNorm(2, 4, eps=1e-05, aff',
      'GroupNormalization GroupNorm norm = nn.GroupNorm(4, 4, eps=1e-05, aff',
      'RMSNormalization RMSNorm norm = nn.RMSNorm((4,), eps=1.1920928955',
      "True 0 ['1e-5', '1', '0.9', 'N']",
      'True',
      '# Channels lie at dimension 1: norm(x.movedim(3, 1)).movedim(1, 3)',
      'twin(): BatchNorm1d(3, eps=1e-05, momentum=N',
      'twin(): Linear(in_features=3, out_features=3',
      'twin() takes a normalization layer of torch',
    ]);
  });
});
