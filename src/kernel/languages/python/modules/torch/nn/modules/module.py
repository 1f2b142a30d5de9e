"""The base of all layers and models."""

import itertools as _itertools

from _normscope import observing as _observing, places as _places
from ..._hooks import HookHandle as _HookHandle
from ..._tensor import Tensor
from ..parameter import Parameter
from ._conversion import Converted as _Converted
from ._state import Saved as _Saved

_hook_numbers = _itertools.count()


def _indented(text, spaces):
    first, *rest = text.split("\n")
    return "\n".join([first, *(" " * spaces + line for line in rest)])


def _joined(prefix, name):
    return f"{prefix}.{name}" if prefix else name


def for_ranks(base, pattern, ranks=(1, 2, 3), **members):
    """The classes of a layer for one, two and three spatial dimensions, which know theirs as `_rank`."""
    for rank in ranks:
        name = pattern.format(rank)
        link = f"https://docs.pytorch.org/docs/stable/generated/torch.nn.{name}.html"
        yield type(name, (base,), {"_rank": rank, "__module__": base.__module__, "__doc__": link, **members})


class Module(_Saved, _Converted):
    """https://docs.pytorch.org/docs/stable/generated/torch.nn.Module.html"""

    training: bool
    dump_patches = False
    call_super_init = False

    def __init__(self, *args, **kwargs):
        put = object.__setattr__
        put(self, "training", True)
        put(self, "_parameters", {})
        put(self, "_buffers", {})
        put(self, "_non_persistent_buffers_set", set())
        put(self, "_modules", {})
        put(self, "_forward_hooks", {})
        put(self, "_forward_pre_hooks", {})
        put(self, "_backward_hooks", {})
        put(self, "_state_dict_hooks", {})
        _places.note(self)

    def forward(self, *input):
        raise NotImplementedError(f'Module [{type(self).__name__}] is missing the required "forward" function')

    # Attributes

    def __setattr__(self, name, value):
        members = self.__dict__
        parameters = members.get("_parameters")
        if isinstance(value, Parameter):
            if parameters is None:
                raise AttributeError("cannot assign parameters before Module.__init__() call")
            self._forget(name)
            self.register_parameter(name, value)
            return
        if parameters is not None and name in parameters:
            if value is not None:
                raise TypeError(
                    f"cannot assign '{_type_name(value)}' as parameter '{name}' (torch.nn.Parameter or None expected)"
                )
            parameters[name] = None
            return
        if isinstance(value, Module):
            if members.get("_modules") is None:
                raise AttributeError("cannot assign module before Module.__init__() call")
            self._forget(name)
            members["_modules"][name] = value
            return
        modules = members.get("_modules")
        if modules is not None and name in modules:
            if value is not None:
                raise TypeError(
                    f"cannot assign '{_type_name(value)}' as child module '{name}' (torch.nn.Module or None expected)"
                )
            modules[name] = None
            return
        buffers = members.get("_buffers")
        if isinstance(value, Tensor) and getattr(value, "_is_buffer", False) and buffers is not None:
            self.register_buffer(name, value, value.persistent)
            return
        if buffers is not None and name in buffers:
            if value is not None and not isinstance(value, Tensor):
                raise TypeError(
                    f"cannot assign '{_type_name(value)}' as buffer '{name}' (torch.Tensor or None expected)"
                )
            buffers[name] = value
            return
        object.__setattr__(self, name, value)

    def __getattr__(self, name):
        members = self.__dict__
        for kind in ("_parameters", "_buffers", "_modules"):
            found = members.get(kind)
            if found is not None and name in found:
                return found[name]
        raise AttributeError(f"'{type(self).__name__}' object has no attribute '{name}'")

    def __delattr__(self, name):
        for kind in ("_parameters", "_buffers", "_modules"):
            if name in self.__dict__.get(kind, ()):
                del self.__dict__[kind][name]
                self._non_persistent_buffers_set.discard(name)
                return
        object.__delattr__(self, name)

    def __dir__(self):
        return sorted({*object.__dir__(self), *self._parameters, *self._buffers, *self._modules})

    def _forget(self, name):
        self.__dict__.pop(name, None)
        for kind in ("_parameters", "_buffers", "_modules"):
            self.__dict__[kind].pop(name, None)

    def _check_name(self, kind, name):
        if not isinstance(name, str):
            raise TypeError(f"{kind} name should be a string. Got {_type_name(name)}")
        if "." in name:
            raise KeyError(f'{kind} name can\'t contain "."')
        if name == "":
            raise KeyError(f'{kind} name can\'t be empty string ""')

    def register_parameter(self, name, param):
        if "_parameters" not in self.__dict__:
            raise AttributeError("cannot assign parameter before Module.__init__() call")
        self._check_name("parameter", name)
        if hasattr(self, name) and name not in self._parameters:
            raise KeyError(f"attribute '{name}' already exists")
        if param is not None and not isinstance(param, Parameter):
            raise TypeError(
                f"cannot assign '{_type_name(param)}' object to parameter '{name}' (torch.nn.Parameter or None required)"
            )
        self._parameters[name] = param

    def register_buffer(self, name, tensor, persistent=True):
        if "_buffers" not in self.__dict__:
            raise AttributeError("cannot assign buffer before Module.__init__() call")
        self._check_name("buffer", name)
        if hasattr(self, name) and name not in self._buffers:
            raise KeyError(f"attribute '{name}' already exists")
        if tensor is not None and not isinstance(tensor, Tensor):
            raise TypeError(
                f"cannot assign '{_type_name(tensor)}' object to buffer '{name}' (torch Tensor or None required)"
            )
        self._buffers[name] = tensor
        (self._non_persistent_buffers_set.discard if persistent else self._non_persistent_buffers_set.add)(name)

    def add_module(self, name, module):
        if not isinstance(module, Module) and module is not None:
            raise TypeError(f"{_type_name(module)} is not a Module subclass")
        self._check_name("module", name)
        if hasattr(self, name) and name not in self._modules:
            raise KeyError(f"attribute '{name}' already exists")
        self._modules[name] = module

    register_module = add_module

    def get_submodule(self, target):
        found = self
        for name in target.split(".") if target else ():
            if not hasattr(found, name):
                raise AttributeError(f"{type(found).__name__} has no attribute `{name}`")
            found = getattr(found, name)
            if not isinstance(found, Module):
                raise AttributeError(f"`{name}` is not an nn.Module")
        return found

    def get_parameter(self, target):
        path, _, name = target.rpartition(".")
        return getattr(self.get_submodule(path), name)

    get_buffer = get_parameter

    # Running

    def __call__(self, *args, **kwargs):
        if self._forward_pre_hooks:
            for hook, with_kwargs in list(self._forward_pre_hooks.values()):
                result = hook(self, args, kwargs) if with_kwargs else hook(self, args)
                if result is not None and with_kwargs:
                    args, kwargs = result
                elif result is not None:
                    args = result if isinstance(result, tuple) else (result,)
        if self._backward_hooks:
            output = self._watched_forward(args, kwargs)
        elif type(self)._is_normalization():
            output = _observing.observed(self, args, kwargs)
        else:
            output = self.forward(*args, **kwargs)
        if self._forward_hooks:
            for hook, with_kwargs in list(self._forward_hooks.values()):
                result = hook(self, args, kwargs, output) if with_kwargs else hook(self, args, output)
                if result is not None:
                    output = result
        return output

    _normalizes = None

    @classmethod
    def _is_normalization(cls):
        """Whether this is a normalization module that the user wrote: its class name says so."""
        known = cls.__dict__.get("_normalizes")
        if known is None:
            known = _observing.is_own_normalization(cls)
            cls._normalizes = known
        return known

    def _watched_forward(self, args, kwargs):
        from ...autograd import Function

        hooks, module = self._backward_hooks, self
        gradients = {}

        class Input(Function):
            @staticmethod
            def forward(ctx, *inputs):
                return tuple(x.view(x.shape) for x in inputs)

            @staticmethod
            def backward(ctx, *found):
                for hook in list(hooks.values()):
                    result = hook(module, found, gradients.get("output"))
                    if result is not None:
                        found = result if isinstance(result, tuple) else (result,)
                return found

        given = [a for a in args if isinstance(a, Tensor) and a.requires_grad]
        if given:
            passed = iter(Input.apply(*given))
            args = tuple(next(passed) if isinstance(a, Tensor) and a.requires_grad else a for a in args)
        output = self.forward(*args, **kwargs)
        first = output[0] if isinstance(output, tuple) else output
        if isinstance(first, Tensor) and first.requires_grad:

            def remember(gradient):
                gradients["output"] = (gradient,)
                if not given:
                    for hook in list(hooks.values()):
                        hook(module, (None,) * len(args), (gradient,))

            first.register_hook(remember)
        return output

    def _add_hook(self, hooks, entry, prepend=False):
        number = next(_hook_numbers)
        if prepend:
            rest = dict(hooks)
            hooks.clear()
            hooks[number] = entry
            hooks.update(rest)
        else:
            hooks[number] = entry
        return _HookHandle(lambda: hooks.pop(number, None))

    def register_forward_pre_hook(self, hook, *, prepend=False, with_kwargs=False):
        return self._add_hook(self._forward_pre_hooks, (hook, with_kwargs), prepend)

    def register_forward_hook(self, hook, *, prepend=False, with_kwargs=False, always_call=False):
        return self._add_hook(self._forward_hooks, (hook, with_kwargs), prepend)

    def register_full_backward_hook(self, hook, prepend=False):
        return self._add_hook(self._backward_hooks, hook, prepend)

    register_backward_hook = register_full_backward_hook

    # What belongs to it

    def named_children(self):
        seen = set()
        for name, module in self._modules.items():
            if module is not None and module not in seen:
                seen.add(module)
                yield name, module

    def children(self):
        return (module for _, module in self.named_children())

    def named_modules(self, memo=None, prefix="", remove_duplicate=True):
        memo = set() if memo is None else memo
        if self in memo:
            return
        if remove_duplicate:
            memo.add(self)
        yield prefix, self
        for name, module in self._modules.items():
            if module is not None:
                yield from module.named_modules(memo, _joined(prefix, name), remove_duplicate)

    def modules(self):
        return (module for _, module in self.named_modules())

    def _named_members(self, kind, prefix, recurse, remove_duplicate=True):
        seen = set()
        modules = self.named_modules(prefix=prefix, remove_duplicate=remove_duplicate) if recurse else [(prefix, self)]
        for path, module in modules:
            for name, value in getattr(module, kind).items():
                if value is None or (id(value) in seen and remove_duplicate):
                    continue
                seen.add(id(value))
                yield _joined(path, name), value

    def named_parameters(self, prefix="", recurse=True, remove_duplicate=True):
        return self._named_members("_parameters", prefix, recurse, remove_duplicate)

    def parameters(self, recurse=True):
        return (value for _, value in self.named_parameters(recurse=recurse))

    def named_buffers(self, prefix="", recurse=True, remove_duplicate=True):
        return self._named_members("_buffers", prefix, recurse, remove_duplicate)

    def buffers(self, recurse=True):
        return (value for _, value in self.named_buffers(recurse=recurse))

    # Text

    def _get_name(self):
        return type(self).__name__

    def extra_repr(self):
        return ""

    def __repr__(self):
        extra = self.extra_repr()
        extra_lines = extra.split("\n") if extra else []
        # Called as a method, which takes none of the interpreter's own stack: a module may contain itself.
        texts = [(name, "None" if module is None else module.__repr__()) for name, module in self._modules.items()]
        children = [f"({name}): {_indented(text, 2)}" for name, text in texts]
        lines = extra_lines + children
        if not lines:
            return f"{self._get_name()}()"
        if len(extra_lines) == 1 and not children:
            return f"{self._get_name()}({extra_lines[0]})"
        return f"{self._get_name()}(\n  " + "\n  ".join(lines) + "\n)"

    def _normscope_summary_(self):
        """The text of a module that is a cell's value: PyTorch's, and how many numbers it learns."""
        learned = sum(p.numel() for p in self.parameters() if p.requires_grad)
        frozen = sum(p.numel() for p in self.parameters() if not p.requires_grad)
        buffers = sum(b.numel() for b in self.buffers())
        parts = [f"{learned:,} parameters"]
        parts += [f"{frozen:,} that do not learn"] if frozen else []
        parts += [f"{buffers:,} numbers in buffers"] if buffers else []
        return f"{self!r}\n{', '.join(parts)}"

    def __setstate__(self, state):
        self.__dict__.update(state)

    def __getstate__(self):
        state = dict(self.__dict__)
        state.pop("_layer", None)
        return state


def _type_name(value):
    name = type(value)
    prefix = "" if name.__module__ == "builtins" else f"{name.__module__.removeprefix('torch._tensor').strip('.')}."
    if isinstance(value, Tensor):
        return f"torch.{'cuda.' if value.is_cuda else ''}{value.type().removeprefix('torch.')}"
    return f"{prefix}{name.__name__}".lstrip(".")
