"""Attention (https://keras.io/api/layers/attention_layers/)."""

import functools as _functools
import math as _math

from _normscope.bridge import not_here
from tensorflow import _math as _ops
from tensorflow import nn as _nn

from .. import constraints, initializers, regularizers
from .. import random as _random
from .._layer import Layer, name_scope
from .._masking import get_mask, set_mask
from ._activation import Softmax
from ._core import EinsumDense
from ._regularization import Dropout


class MultiHeadAttention(Layer):
    """`softmax(Q Kᵀ / √key_dim) V` for several heads (https://keras.io/api/layers/attention_layers/multi_head_attention/)."""

    _config = (
        "num_heads",
        "key_dim",
        "value_dim",
        "dropout",
        "use_bias",
        "output_shape",
        "kernel_initializer",
        "bias_initializer",
        "kernel_regularizer",
        "bias_regularizer",
        "activity_regularizer",
        "kernel_constraint",
        "bias_constraint",
        "seed",
    )

    supports_masking = True

    def __init__(
        self,
        num_heads,
        key_dim,
        value_dim=None,
        dropout=0.0,
        use_bias=True,
        output_shape=None,
        attention_axes=None,
        kernel_initializer="glorot_uniform",
        bias_initializer="zeros",
        kernel_regularizer=None,
        bias_regularizer=None,
        kernel_constraint=None,
        bias_constraint=None,
        seed=None,
        **options,
    ):
        for name, value in (("num_heads", num_heads), ("key_dim", key_dim)):
            if not isinstance(value, int) or value <= 0:
                raise ValueError(
                    f"Received an invalid value for argument `{name}`, expected a positive integer. Received: {name}={value}"
                )
        if attention_axes not in (None, 1, (1,), [1]):
            raise not_here(f"attention_axes={attention_axes!r}")
        super().__init__(**options)
        self.num_heads, self.key_dim, self.value_dim = num_heads, key_dim, value_dim or key_dim
        self.dropout, self.use_bias, self.seed = dropout, use_bias, seed
        self.output_shape = (output_shape,) if isinstance(output_shape, int) else output_shape
        self.kernel_initializer = initializers.get(kernel_initializer)
        self.bias_initializer = initializers.get(bias_initializer)
        self.kernel_regularizer = regularizers.get(kernel_regularizer)
        self.bias_regularizer = regularizers.get(bias_regularizer)
        self.kernel_constraint = constraints.get(kernel_constraint)
        self.bias_constraint = constraints.get(bias_constraint)

    def _projection(self, equation, output_shape, bias_axes, name):
        return EinsumDense(
            equation,
            output_shape=output_shape,
            bias_axes=bias_axes if self.use_bias else None,
            name=name,
            kernel_initializer=self.kernel_initializer.clone(),
            bias_initializer=self.bias_initializer.clone(),
            kernel_regularizer=self.kernel_regularizer,
            bias_regularizer=self.bias_regularizer,
            kernel_constraint=self.kernel_constraint,
            bias_constraint=self.bias_constraint,
            dtype=self.dtype,
        )

    def _build_projections(self, query_shape, value_shape, key_shape):
        into = "abc,cde->abde"
        last = query_shape[-1] if self.output_shape is None else self.output_shape[0]
        parts = (
            ("query_dense", into, query_shape, (None, self.num_heads, self.key_dim), "de", "query"),
            ("key_dense", into, key_shape, (None, self.num_heads, self.key_dim), "de", "key"),
            ("value_dense", into, value_shape, (None, self.num_heads, self.value_dim), "de", "value"),
        )
        for attribute, equation, shape, output_shape, bias_axes, name in parts:
            setattr(self, attribute, self._projection(equation, output_shape, bias_axes, name))
            self._build_part(getattr(self, attribute), shape)
        self.softmax = Softmax(axis=-1)
        self.dropout_layer = Dropout(self.dropout, seed=self.seed)
        self.output_dense = self._projection("abcd,cde->abe", (None, last), "e", "attention_output")
        self._build_part(self.output_dense, (*query_shape[:-1], self.num_heads, self.value_dim))

    def _build_part(self, layer, shape):
        with name_scope(layer.name):
            layer.build(shape)

    def build(self, query_shape, value_shape=None, key_shape=None):
        value_shape = query_shape if value_shape is None else value_shape
        self._build_projections(query_shape, value_shape, value_shape if key_shape is None else key_shape)
        self.built = True

    def _build_for(self, inputs, *others, key=None, value=None, **_):
        """The shapes of all inputs count, not of the first alone."""
        if self.built:
            return
        values = others[0] if others else value
        keys = others[1] if len(others) > 1 else key
        shapes = [None if x is None else tuple(x.shape) for x in (inputs, values, keys)]
        with name_scope(self.name):
            self.build(*shapes)

    def call(
        self,
        query,
        value,
        key=None,
        query_mask=None,
        value_mask=None,
        key_mask=None,
        attention_mask=None,
        return_attention_scores=False,
        training=None,
        use_causal_mask=False,
    ):
        query_mask = get_mask(query)
        for x in (query, value, key):
            if x is not None:
                set_mask(x, None)
        steps = (query_mask, -1), (value_mask, -2), (None if key is None else key_mask, -2)
        q = self.query_dense(query) * (1.0 / _math.sqrt(self.key_dim))
        k, v = self.key_dense(value if key is None else key), self.value_dense(value)
        scores = _ops.einsum.eager("btnd,bsnd->bnts", q, k)
        scores = self.softmax(scores, mask=self._mask(attention_mask, steps, use_causal_mask, tuple(scores.shape)))
        kept = self.dropout_layer(scores, training=training)
        output = self.output_dense(_ops.einsum.eager("bnts,bsnd->btnd", kept, v))
        if query_mask is not None:
            set_mask(output, query_mask)
        return (output, scores) if return_attention_scores else output

    def _mask(self, given, steps, causal, shape):
        """What each query may attend to: what is given, what the masks of the inputs leave, and what came earlier."""
        found = [] if given is None else [_ops.cast.eager(given, "bool")]
        for mask, axis in steps:
            if mask is not None:
                found.append(_ops.expand_dims.eager(_ops.cast.eager(mask, "bool"), axis))
        if causal:
            found.append(_earlier(shape))
        if not found:
            return None
        mask = _functools.reduce(_ops.logical_and.eager, found)
        while 2 < mask.ndim < len(shape):
            mask = _ops.expand_dims.eager(mask, -3)
        return mask

    def _output_spec(self, inputs):
        from tensorflow._types import as_dtype

        last = tuple(inputs.shape)[-1] if self.output_shape is None else self.output_shape[0]
        return (*tuple(inputs.shape)[:-1], last), as_dtype(self.dtype)

    def _has_several_outputs(self, kwargs):
        return kwargs.get("return_attention_scores", False)


def _earlier(shape):
    """For each query the values that do not come after it."""
    rows = _ops.expand_dims.eager(_ops._range.eager(shape[-2]), 1)
    return _ops.greater_equal.eager(rows, _ops._range.eager(shape[-1]))


class Attention(Layer):
    """`softmax(Q Kᵀ) V` (https://keras.io/api/layers/attention_layers/attention/)."""

    supports_masking = True
    _config = ("use_scale", "score_mode", "dropout", "seed")

    def __init__(self, use_scale=False, score_mode="dot", dropout=0.0, seed=None, **options):
        super().__init__(**options)
        if score_mode != "dot":
            raise not_here(f"score_mode={score_mode!r}")
        self.use_scale, self.score_mode, self.dropout, self.seed = use_scale, score_mode, dropout, seed
        if dropout > 0:
            self.seed_generator = _random.SeedGenerator(seed)

    def build(self, input_shape):
        self.scale = self.add_weight((), "ones", name="scale") if self.use_scale else None
        self.built = True

    def call(self, inputs, mask=None, training=False, return_attention_scores=False, use_causal_mask=False):
        self._check_masks(inputs, mask)
        query_mask, value_mask = (None, None) if mask is None else mask[:2]
        query, value = inputs[:2]
        key = inputs[2] if len(inputs) > 2 else value
        scores = self._scores(query, key)
        kept = [] if value_mask is None else [_ops.expand_dims.eager(_ops.cast.eager(value_mask, "bool"), -2)]
        if use_causal_mask:
            kept.append(_earlier(tuple(scores.shape)))
        if kept:
            left_out = _ops.logical_not.eager(_functools.reduce(_ops.logical_and.eager, kept))
            largest = 65504.0 if scores.dtype.name == "float16" else 1e9
            scores = _ops.where.eager(left_out, scores - largest, scores)
        weights = _nn.softmax.eager(scores, -1)
        if training and self.dropout > 0:
            weights = _random.dropout(weights, self.dropout, seed=self.seed_generator)
        result = _ops.matmul.eager(weights, value)
        if query_mask is not None:
            result = _ops.where.eager(_ops.expand_dims.eager(_ops.cast.eager(query_mask, "bool"), -1), result, 0)
        return (result, weights) if return_attention_scores else result

    def _scores(self, query, key):
        scores = _ops.matmul.eager(query, key, transpose_b=True)
        return scores if self.scale is None else scores * self.scale

    def compute_mask(self, inputs, mask=None):
        self._check_masks(inputs, mask)
        return None if mask is None else mask[0]

    def _check_masks(self, inputs, mask):
        if mask is None:
            return
        if not isinstance(mask, list):
            raise ValueError(
                f"Attention layer mask must be a list, namely [query_mask, value_mask]. Received: mask={mask}."
            )
        if not 2 <= len(mask) <= 3:
            raise ValueError(
                f"Attention layer accepts mask list of length 2 or 3. Received: inputs={inputs}, mask={mask}."
            )

    def compute_output_shape(self, input_shape):
        return (*input_shape[0][:-1], input_shape[1][-1])


class AdditiveAttention(Attention):
    """`softmax(Σ scale · tanh(Q + K)) V` (https://keras.io/api/layers/attention_layers/additive_attention/)."""

    _config = ("use_scale", "dropout", "seed")

    def __init__(self, use_scale=True, dropout=0.0, **options):
        super().__init__(use_scale=use_scale, dropout=dropout, **options)

    def build(self, input_shape):
        size = (input_shape[0][-1],)
        self.scale = self.add_weight(size, "glorot_uniform", name="scale") if self.use_scale else None
        self.built = True

    def _scores(self, query, key):
        found = _ops.tanh.eager(_ops.expand_dims.eager(query, -2) + _ops.expand_dims.eager(key, -3))
        return _ops.reduce_sum.eager(found if self.scale is None else found * self.scale, -1)
