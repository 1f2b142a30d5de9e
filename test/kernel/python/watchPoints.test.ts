import assert from 'node:assert/strict';
import { dedent, PythonCells } from './pythonCells.ts';

describe('Python cells', function () {
  this.timeout(60_000);
  const cells = new PythonCells();
  const { run } = cells;

  describe('watch points', () => {
    it('end a training cell at the step, with the card of that call and all variables, until they are removed', async () => {
      const { error, cards } = await run(dedent`
        import torch, normscope
        from torch import nn
        torch.manual_seed(0)
        model = nn.Sequential(nn.Linear(4, 8), nn.BatchNorm1d(8), nn.Linear(8, 1))
        x, layers = torch.randn(16, 4), []
        def train(steps):
            global step
            for step in range(1, steps + 1):
                if step == 4:
                    with torch.no_grad():
                        model[1].bias.fill_(50.0)
                model.zero_grad()
                model(x).pow(2).mean().backward()
        point = normscope.when(lambda layer, stats: layers.append(layer) or stats.mean > 40)
        train(20)
      `);
      assert.equal(error?.name, 'WatchPointReached');
      assert.match(
        error.message,
        /^step 4: BatchNorm1d\(8, .*\) met the condition lambda layer, stats: layers\.append\(layer\) or stats\.mean > 40; its output has mean 50, /,
      );
      assert.match(error.traceback, /model\(x\)/);
      assert.deepEqual([cards.length, cards[0]!.calls, Math.round(cards[0]!.stages.output.mean!)], [1, 4, 50]);
      const after = await run(dedent`
        print(step, len(layers), layers[0] is model[1])
        point.remove()
        train(5)
        with normscope.when(lambda layer, stats: stats.input.std > 0 and stats.nan == 0):
            try:
                train(1)
            except normscope.WatchPointReached as reached:
                print(str(reached)[:21])
        train(1)
        normscope.when(lambda layer, stats: True)
        normscope.diagnose(model, x)
        normscope.clear_watch_points()
        train(1)
      `);
      assert.equal(after.error?.traceback, undefined);
      assert.deepEqual(after.printed.trim().split('\n'), ['4 4 True', 'step 1: BatchNorm1d(8']);
    });

    it('end fit of a Keras model, with the layer that met them', async () => {
      const { error, cards } = await run(dedent`
        import keras, normscope
        import numpy as np
        model = keras.Sequential([keras.layers.Dense(4), keras.layers.BatchNormalization(), keras.layers.Dense(1)])
        model.compile("sgd", "mse")
        x = np.random.randn(64, 3).astype("float32")
        seen = []
        def third(layer, stats):
            seen.append((layer, stats.step))
            return stats.step == 3
        normscope.when(third)
        model.fit(x, x[:, :1], batch_size=16, epochs=2, verbose=0)
      `);
      assert.equal(error?.name, 'WatchPointReached');
      assert.match(error.message, /^step 3: .*BatchNormalization.* met the condition third; /);
      assert.equal(cards[0]?.calls, 3);
      const { printed } = await run(
        'print([step for _, step in seen], seen[0][0] is model.layers[1], model.optimizer.iterations.numpy())',
      );
      assert.equal(printed.trim(), '[1, 2, 3] True 2');
    });
  });
});
