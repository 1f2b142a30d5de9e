"""Layers that take their number of features from their first input."""

from ..parameter import Parameter, UninitializedParameter
from .conv import Conv1d, Conv2d, Conv3d, ConvTranspose1d, ConvTranspose2d, ConvTranspose3d
from .linear import Linear
from .normalization import (
    BatchNorm1d,
    BatchNorm2d,
    BatchNorm3d,
    InstanceNorm1d,
    InstanceNorm2d,
    InstanceNorm3d,
)


def _lazy(becomes, size_name):
    """A class like `becomes` that is built when the size is known."""

    class Lazy(becomes):
        __doc__ = f"https://docs.pytorch.org/docs/stable/generated/torch.nn.Lazy{becomes.__name__}.html"
        cls_to_become = becomes

        def __init__(self, *args, **kwargs):
            super().__init__(0, *args, **kwargs)
            for name in ("weight", "bias"):
                if self._parameters.get(name) is not None and (name == "weight" or size_name == "num_features"):
                    self._parameters[name] = UninitializedParameter()
            object.__setattr__(self, "_arguments", (args, kwargs))

        def reset_parameters(self):
            if not self.__dict__.get("_arguments"):
                return
            super().reset_parameters()

        def _become(self, size):
            args, kwargs = self._arguments
            training, kept = self.training, dict(self._parameters)
            built = becomes(size, *args, **kwargs)
            for name, value in built._parameters.items():
                if kept.get(name) is not None and value is not None:
                    kept[name].data = value.data
                    kept[name]._is_uninitialized = False
                    kept[name].__class__ = Parameter
                    built._parameters[name] = kept[name]
            hooks = {key: self.__dict__[key] for key in ("_forward_hooks", "_forward_pre_hooks", "_backward_hooks")}
            self.__dict__.update(built.__dict__)
            self.__dict__.update(hooks, training=training)
            self.__class__ = becomes
            self.__dict__.pop("_arguments", None)

        def __call__(self, input, *args, **kwargs):
            self._become(input.shape[-1] if becomes is Linear else input.shape[1])
            return self(input, *args, **kwargs)

        def _prepare_to_load(self, state_dict, prefix):
            known = state_dict.get(prefix + "weight", state_dict.get(prefix + "running_mean"))
            if known is None:
                return
            axis = 1 if known.dim() > 1 and not self.__dict__.get("transposed") else 0
            self._become(known.shape[axis] * (getattr(self, "groups", 1) if axis else 1))

    Lazy.__name__ = Lazy.__qualname__ = f"Lazy{becomes.__name__}"
    return Lazy


LazyLinear = _lazy(Linear, "in_features")
LazyConv1d, LazyConv2d, LazyConv3d = (_lazy(c, "in_channels") for c in (Conv1d, Conv2d, Conv3d))
LazyConvTranspose1d, LazyConvTranspose2d, LazyConvTranspose3d = (
    _lazy(c, "in_channels") for c in (ConvTranspose1d, ConvTranspose2d, ConvTranspose3d)
)
LazyBatchNorm1d, LazyBatchNorm2d, LazyBatchNorm3d = (
    _lazy(c, "num_features") for c in (BatchNorm1d, BatchNorm2d, BatchNorm3d)
)
LazyInstanceNorm1d, LazyInstanceNorm2d, LazyInstanceNorm3d = (
    _lazy(c, "num_features") for c in (InstanceNorm1d, InstanceNorm2d, InstanceNorm3d)
)
