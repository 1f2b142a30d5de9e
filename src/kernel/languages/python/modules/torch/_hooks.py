"""What ends hooks."""


class HookHandle:
    """Ends a hook."""

    def __init__(self, remove):
        self._remove = remove

    def remove(self):
        self._remove()

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.remove()
