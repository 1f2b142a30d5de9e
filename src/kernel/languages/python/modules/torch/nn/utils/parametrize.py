"""Parameters computed from others that are learned in their place (https://docs.pytorch.org/docs/stable/generated/torch.nn.utils.parametrize.register_parametrization.html)."""

from ..._tensor import Tensor
from ...autograd import no_grad as _no_grad
from ..modules.container import ModuleDict, ModuleList
from ..parameter import Parameter


class ParametrizationList(ModuleList):
    """The chain of modules that computes a parameter, and what it computes it from."""

    def __init__(self, modules, original, unsafe=False):
        super().__init__(modules)
        with _no_grad():
            value = original
            for module in reversed(list(self)):
                value = self._inverted(module, value)
        self.is_tensor = isinstance(value, Tensor)
        learned = isinstance(original, Parameter)
        if self.is_tensor:
            self._set("original", value, original if value is original else None, learned)
        else:
            self.ntensors = len(value)
            for place, part in enumerate(value):
                self._set(f"original{place}", part, None, learned)

    @staticmethod
    def _inverted(module, value):
        """What a parametrization makes a value of, as far as it can tell."""
        try:
            return module.right_inverse(value) if hasattr(module, "right_inverse") else value
        except NotImplementedError:
            return value

    def _set(self, name, value, same, learned):
        if not learned:
            self.register_buffer(name, value)
        elif same is not None:
            self.register_parameter(name, same)
        else:
            self.register_parameter(name, Parameter(value.detach().clone()))

    def forward(self):
        if self.is_tensor:
            value = (self.original,)
        else:
            value = tuple(getattr(self, f"original{place}") for place in range(self.ntensors))
        for module in self:
            result = module(*value)
            value = (result,)
        return result

    def right_inverse(self, value):
        with _no_grad():
            for module in reversed(list(self)):
                value = module.right_inverse(value)
            if self.is_tensor:
                self.original.copy_(value)
            else:
                for place, part in enumerate(value):
                    getattr(self, f"original{place}").copy_(part)


def _parametrized_class(module):
    parent = type(module)
    return type(f"Parametrized{parent.__name__}", (parent,), {"__module__": parent.__module__, "_plain_class": parent})


def _property(name):
    def get(self):
        return self.parametrizations[name]()

    def put(self, value):
        self.parametrizations[name].right_inverse(value)

    return property(get, put)


def is_parametrized(module, tensor_name=None):
    found = module._modules.get("parametrizations")
    if found is None:
        return False
    return tensor_name in found if tensor_name is not None else len(found) > 0


def register_parametrization(module, tensor_name, parametrization, *, unsafe=False):
    parametrization.train(module.training)
    if is_parametrized(module, tensor_name):
        module.parametrizations[tensor_name].append(parametrization)
        return module
    if tensor_name not in module._parameters and tensor_name not in module._buffers:
        raise ValueError(
            f"Module '{module}' does not have a parameter, a buffer, or a parametrized element with name '{tensor_name}'"
        )
    original = getattr(module, tensor_name)
    chain = ParametrizationList([parametrization], original, unsafe)
    if not is_parametrized(module):
        module.__class__ = _parametrized_class(module)
        module._modules["parametrizations"] = ModuleDict()
    delattr(module, tensor_name)
    setattr(type(module), tensor_name, _property(tensor_name))
    module.parametrizations[tensor_name] = chain
    return module


def remove_parametrizations(module, tensor_name, leave_parametrized=True):
    if not is_parametrized(module, tensor_name):
        raise ValueError(f"Module {module} does not have a parametrization on {tensor_name}")
    chain = module.parametrizations[tensor_name]
    with _no_grad():
        value = chain().detach().clone()
    original = chain.original if chain.is_tensor else None
    del module.parametrizations[tensor_name]
    delattr(type(module), tensor_name)
    if original is not None:
        if leave_parametrized:
            original.data = value
        module.register_parameter(tensor_name, original)
    else:
        module.register_parameter(tensor_name, Parameter(value))
    if not is_parametrized(module):
        del module._modules["parametrizations"]
        module.__class__ = type(module)._plain_class
    return module


class cached:
    """Within it PyTorch computes each parametrized tensor once; here they are computed whenever they are read."""

    def __enter__(self):
        return self

    def __exit__(self, *_):
        pass


def type_before_parametrizations(module):
    return type(module)._plain_class if is_parametrized(module) else type(module)
