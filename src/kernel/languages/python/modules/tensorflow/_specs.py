"""What elements of data sets are like: shapes and dtypes (https://www.tensorflow.org/api_docs/python/tf/TensorSpec)."""

from ._types import TensorShape, as_dtype, float32


class TensorSpec:
    """https://www.tensorflow.org/api_docs/python/tf/TensorSpec"""

    def __init__(self, shape, dtype=float32, name=None):
        self.shape, self.dtype, self.name = TensorShape(shape), as_dtype(dtype), name

    @classmethod
    def from_tensor(cls, tensor, name=None):
        return cls(tensor.shape, tensor.dtype, name)

    from_spec = from_tensor

    def is_compatible_with(self, spec_or_tensor):
        return self.dtype is spec_or_tensor.dtype and self.shape.is_compatible_with(spec_or_tensor.shape)

    def __eq__(self, other):
        return isinstance(other, TensorSpec) and repr(self) == repr(other)

    def __hash__(self):
        return hash(repr(self))

    def __repr__(self):
        return f"TensorSpec(shape={self.shape}, dtype={self.dtype!r}, name={self.name!r})"


class VariableSpec(TensorSpec):
    """https://www.tensorflow.org/api_docs/python/tf/VariableSpec"""

    def __init__(self, shape, dtype=float32, trainable=True, alias_id=None):
        super().__init__(shape, dtype)
        self.trainable, self.alias_id = trainable, alias_id

    def __repr__(self):
        return f"VariableSpec(shape={self.shape}, dtype={self.dtype!r}, trainable={self.trainable!r}, alias_id={self.alias_id!r})"


def type_spec_from_value(value):
    """What a tensor, a variable or a data set is like; of what becomes a tensor, what that is like."""
    from ._conversion import to_tensor
    from ._tensor import Variable

    if hasattr(value, "element_spec"):
        return DatasetSpec(value.element_spec)
    if isinstance(value, Variable):
        return VariableSpec(value.shape, value.dtype, value.trainable)
    return TensorSpec.from_tensor(value if hasattr(value, "get_shape") else to_tensor(value))


class DatasetSpec:
    """https://www.tensorflow.org/api_docs/python/tf/data/DatasetSpec"""

    def __init__(self, element_spec, dataset_shape=()):
        self.element_spec, self._shape = element_spec, TensorShape(dataset_shape)

    @classmethod
    def from_value(cls, value):
        return cls(value.element_spec)

    def __eq__(self, other):
        return isinstance(other, DatasetSpec) and self.element_spec == other.element_spec

    def __hash__(self):
        return hash(repr(self))

    def __repr__(self):
        return f"DatasetSpec({self.element_spec!r}, {self._shape!r})"
