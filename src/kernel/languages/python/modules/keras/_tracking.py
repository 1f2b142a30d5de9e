"""Attributes of layers that hold layers and variables: they are found in lists and dicts as well, whenever they come in."""


def _nobody(value):
    pass


def tracked(value, track):
    """`value`, of which `track` is told, and of each part if it is a list or a dict; these tell of what is added later."""
    if type(value) in (list, TrackedList):
        return TrackedList(value, track)
    if type(value) in (dict, TrackedDict):
        return TrackedDict(value, track)
    if isinstance(value, tuple):
        for part in value:
            tracked(part, track)
    else:
        track(value)
    return value


class TrackedList(list):
    """A list that is an attribute of a layer."""

    def __init__(self, values=(), track=_nobody):
        self._track = track
        super().__init__(tracked(value, track) for value in values)

    def append(self, value):
        super().append(tracked(value, self._track))

    def insert(self, index, value):
        super().insert(index, tracked(value, self._track))

    def extend(self, values):
        super().extend(tracked(value, self._track) for value in values)

    def __iadd__(self, values):
        self.extend(values)
        return self

    def __setitem__(self, index, value):
        super().__setitem__(index, tracked(value, self._track))

    def __reduce__(self):
        return list, (list(self),)

    def __deepcopy__(self, memo):
        from copy import deepcopy

        return [deepcopy(value, memo) for value in self]


class TrackedDict(dict):
    """A dict that is an attribute of a layer."""

    def __init__(self, values=(), track=_nobody):
        self._track = track
        super().__init__({key: tracked(value, track) for key, value in dict(values).items()})

    def __setitem__(self, key, value):
        super().__setitem__(key, tracked(value, self._track))

    def setdefault(self, key, default=None):
        if key not in self:
            self[key] = default
        return self[key]

    def update(self, *args, **kwargs):
        for key, value in dict(*args, **kwargs).items():
            self[key] = value

    def __reduce__(self):
        return dict, (dict(self),)

    def __deepcopy__(self, memo):
        from copy import deepcopy

        return {key: deepcopy(value, memo) for key, value in self.items()}
