"""`tf.contrib.training`: the operation that trains, and a loop that runs it
(https://github.com/tensorflow/tensorflow/tree/v1.15.0/tensorflow/contrib/training)."""

from _normscope.bridge import lacking as _lacking, not_here as _not_here

from .. import _graph, _math, _v1

#: Stands for the graph's global step, which is made where there is none.
_USE_GLOBAL_STEP = 0


def create_train_op(
    total_loss,
    optimizer,
    global_step=_USE_GLOBAL_STEP,
    update_ops=None,
    variables_to_train=None,
    transform_grads_fn=None,
    summarize_gradients=False,
    gate_gradients=None,
    aggregation_method=None,
    colocate_gradients_with_ops=False,
    check_numerics=True,
    clip_gradient_norm=0,
    gradient_multipliers=None,
):
    """A tensor that is the loss, and whose value is found after one step of the optimizer; before it the operations of
    `update_ops` run, by default those of the collection UPDATE_OPS: what moves batch normalization's statistics."""
    if gradient_multipliers is not None:
        raise _not_here("create_train_op with gradient_multipliers")
    graph, keys = _graph.current(), _graph.GraphKeys
    if isinstance(global_step, int) and global_step == _USE_GLOBAL_STEP:
        global_step = _v1.train.get_or_create_global_step()
    updates = graph.get_collection(keys.UPDATE_OPS) if update_ops is None else list(update_ops)
    if updates:
        with _graph.control_dependencies(updates):
            total_loss = _math.identity(total_loss)
    grads = optimizer.compute_gradients(total_loss, variables_to_train or _v1.trainable_variables())
    if transform_grads_fn is not None:
        grads = transform_grads_fn(grads)
    if clip_gradient_norm > 0:
        grads = clip_gradient_norms(grads, clip_gradient_norm)
    step = optimizer.apply_gradients(grads, global_step)
    with _graph.control_dependencies([step]):
        if check_numerics:
            train_op = _v1.lookup("check_numerics")(total_loss, "LossTensor is inf or nan")
        else:
            train_op = _math.identity(total_loss)
    graph.add_to_collection(keys.TRAIN_OP, train_op)
    return train_op


def clip_gradient_norms(gradients_to_variables, max_norm):
    """Each gradient scaled down to this L2 norm, where it is larger."""
    return [(g if g is None else _math.clip_by_norm(g, max_norm), v) for g, v in gradients_to_variables]


__getattr__ = _lacking("tensorflow.contrib.training")
