import assert from 'node:assert/strict';
import { dedent, PythonCells } from './pythonCells.ts';

describe('tf.contrib in Python cells', function () {
  this.timeout(60_000);
  const { run } = new PythonCells();

  it('normalizes batches by what the framework documents, and brings cards', async () => {
    const found = await run(dedent`
      import numpy as np, tensorflow as tf
      import tensorflow.contrib.slim as slim
      x = tf.placeholder(tf.float32, [None, 3])
      training = tf.placeholder(tf.bool)
      y = tf.contrib.layers.batch_norm(x, decay=0.9, scale=True, is_training=training, updates_collections=None, scope='bn')
      z = slim.batch_norm(x, decay=0.9, is_training=training, scope='waiting', zero_debias_moving_mean=True)
      data = np.random.RandomState(0).normal(2, 3, size=(6, 3)).astype('float32')
      mean, variance = data.mean(0), data.var(0)
      close = lambda a, b: bool(np.allclose(a, b, atol=1e-5))
      with tf.Session() as sess:
          sess.run(tf.global_variables_initializer())
          told = [close(sess.run(y, {x: data, training: True}), (data - mean) / np.sqrt(variance + 1e-3))]
          told.append(close(sess.run('bn/moving_mean:0'), 0.1 * mean))
          told.append(close(sess.run('bn/moving_variance:0'), 0.9 + 0.1 * data.var(0, ddof=1)))
          sess.run(z, {x: data, training: True})
          told.append(close(sess.run('waiting/moving_mean:0'), 0.0))
          sess.run(tf.get_collection(tf.GraphKeys.UPDATE_OPS), {x: data, training: True})
          told.append(close(sess.run('waiting/moving_mean:0'), mean))
          before = sess.run('bn/moving_mean:0')
          told.append(close(sess.run(y, {x: data, training: False}), (data - before) / np.sqrt(sess.run('bn/moving_variance:0') + 1e-3)))
      told, sorted(v.name for v in slim.get_model_variables('bn'))
    `);
    assert.equal(
      found.value?.replace(/\s+/g, ' '),
      '([True, True, True, True, True, True], ' +
        "['bn/beta:0', 'bn/gamma:0', 'bn/moving_mean:0', 'bn/moving_variance:0'])",
    );
    assert.equal(found.cards.length, 2, found.cards.map(({ title }) => title).join());
  });

  it('normalizes samples, channels and groups as tf.nn.moments has it', async () => {
    const { value } = await run(dedent`
      import numpy as np, tensorflow as tf
      layers = tf.contrib.layers
      x = tf.placeholder(tf.float32, [None, 2, 2, 4])
      data = np.random.RandomState(0).normal(2, 3, size=(3, 2, 2, 4)).astype('float32')
      def by(data, axes, epsilon):
          return (data - data.mean(axes, keepdims=True)) / np.sqrt(data.var(axes, keepdims=True) + epsilon)
      groups = by(data.reshape(3, 2, 2, 2, 2), (1, 2, 4), 1e-6).reshape(data.shape)
      wanted = [by(data, (1, 2, 3), 1e-12), by(data, (1, 2), 1e-6), groups]
      made = [layers.layer_norm(x), layers.instance_norm(x), layers.group_norm(x, groups=2)]
      with tf.Session() as sess:
          sess.run(tf.global_variables_initializer())
          found = sess.run(made, {x: data})
      [bool(np.allclose(a, b, atol=1e-4)) for a, b in zip(found, wanted)]
    `);
    assert.equal(value, '[True, True, True]');
  });

  it('trains a network of TF-Slim, whose updates run with each step', async () => {
    const { value } = await run(dedent`
      import numpy as np, tensorflow as tf
      import tensorflow.contrib.slim as slim
      tf.set_random_seed(0)
      x, y = tf.placeholder(tf.float32, [None, 8, 8, 1]), tf.placeholder(tf.int64, [None])
      def net(x, is_training, reuse=None):
          with tf.variable_scope('net', reuse=reuse):
              with slim.arg_scope([slim.conv2d, slim.fully_connected], weights_regularizer=slim.l2_regularizer(1e-3),
                                  normalizer_fn=slim.batch_norm, normalizer_params={'is_training': is_training}):
                  h = slim.repeat(x, 2, slim.conv2d, 4, [3, 3], scope='conv1')
                  h = slim.flatten(slim.max_pool2d(h, [2, 2]))
                  h = slim.stack(h, slim.fully_connected, [8, 8], scope='fc')
                  return slim.fully_connected(h, 2, activation_fn=None, normalizer_fn=None, scope='logits')
      loss = tf.losses.sparse_softmax_cross_entropy(y, net(x, True))
      net(x, False, True)
      train = slim.learning.create_train_op(tf.losses.get_total_loss(), tf.train.AdamOptimizer(0.02))
      rng = np.random.RandomState(0)
      images = rng.normal(size=(32, 8, 8, 1)).astype('float32')
      labels = (images.mean((1, 2, 3)) > 0).astype('int64')
      with tf.Session() as sess:
          sess.run(tf.global_variables_initializer())
          losses = [float(sess.run(train, {x: images, y: labels})) for _ in range(20)]
          moved = sess.run('net/conv1/conv1_2/BatchNorm/moving_mean:0')
      names = [v.op.name for v in slim.get_variables('net') if v.op.name.endswith('weights')]
      losses[-1] < 0.5 * losses[0], bool(abs(moved).min() > 0), names, len(tf.losses.get_regularization_losses())
    `);
    assert.equal(
      value?.replace(/\s+/g, ' '),
      "(True, True, ['net/conv1/conv1_1/weights', 'net/conv1/conv1_2/weights', 'net/fc/fc_1/weights', 'net/fc/fc_2/weights', 'net/logits/weights'], 5)",
    );
  });

  it('says what it lacks', async () => {
    const { error } = await run('import tensorflow as tf\ntf.contrib.rnn');
    assert.match(error?.traceback ?? '', /'tensorflow\.contrib' has no attribute 'rnn' in Normscope/);
  });
});
