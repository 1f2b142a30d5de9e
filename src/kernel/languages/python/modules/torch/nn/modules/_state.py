"""The state of modules: what is saved and loaded."""

import collections as _collections


class _IncompatibleKeys(_collections.namedtuple("IncompatibleKeys", ["missing_keys", "unexpected_keys"])):
    def __repr__(self):
        return super().__repr__() if any(self) else "<All keys matched successfully>"


class Saved:
    """What modules do with their parameters and buffers by name."""

    def state_dict(self, *args, destination=None, prefix="", keep_vars=False):
        if args:
            destination, prefix = args[0], args[1] if len(args) > 1 else prefix
        result = _collections.OrderedDict() if destination is None else destination
        self._save_to_state_dict(result, prefix, keep_vars)
        for name, module in self._modules.items():
            if module is not None:
                module.state_dict(destination=result, prefix=f"{prefix}{name}.", keep_vars=keep_vars)
        return result

    def _save_to_state_dict(self, destination, prefix, keep_vars):
        for name, value in self._parameters.items():
            if value is not None:
                destination[prefix + name] = value if keep_vars else value.detach()
        for name, value in self._buffers.items():
            if value is not None and name not in self._non_persistent_buffers_set:
                destination[prefix + name] = value if keep_vars else value.detach()

    def load_state_dict(self, state_dict, strict=True, assign=False):
        from ...autograd import no_grad

        if not isinstance(state_dict, _collections.abc.Mapping):
            raise TypeError(f"Expected state_dict to be dict-like, got {type(state_dict)}.")
        for path, module in self.named_modules():
            module._prepare_to_load(state_dict, f"{path}." if path else "")
        own = self.state_dict(keep_vars=True)
        missing = [name for name in own if name not in state_dict]
        optional = [name for name in missing if name.endswith("num_batches_tracked")]
        missing = [name for name in missing if name not in optional]
        unexpected = [name for name in state_dict if name not in own]
        errors = []
        if strict and unexpected:
            errors.append(f"Unexpected key(s) in state_dict: {_quoted(unexpected)}. ")
        if strict and missing:
            errors.insert(0, f"Missing key(s) in state_dict: {_quoted(missing)}. ")
        for name, target in own.items():
            if name in state_dict and state_dict[name].shape != target.shape:
                errors.append(
                    f"size mismatch for {name}: copying a param with shape {state_dict[name].shape} from checkpoint, "
                    f"the shape in current model is {target.shape}."
                )
        if errors:
            raise RuntimeError(f"Error(s) in loading state_dict for {type(self).__name__}:\n\t" + "\n\t".join(errors))
        with no_grad():
            for name, target in own.items():
                if name in state_dict:
                    target.copy_(state_dict[name])
        return _IncompatibleKeys(missing, unexpected)

    def _prepare_to_load(self, state_dict, prefix):
        """Lazy modules take their sizes from the state."""

    def get_extra_state(self):
        raise RuntimeError("Reached a code path in Module.get_extra_state() that should never be called.")


def _quoted(names):
    return ", ".join(f'"{name}"' for name in names)
