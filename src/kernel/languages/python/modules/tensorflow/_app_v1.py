"""A program's flags and start (https://www.tensorflow.org/api_docs/python/tf/compat/v1/app): flags have their defaults,
as a notebook has no command line."""

import sys as _sys


class _FlagValues:
    """The flags that were defined, by name."""

    def __init__(self):
        object.__setattr__(self, "_values", {})

    def __getattr__(self, name):
        if name not in self._values:
            raise AttributeError(f"The flag {name!r} was not defined.")
        return self._values[name]

    def __setattr__(self, name, value):
        self._values[name] = value

    def __contains__(self, name):
        return name in self._values

    def __getitem__(self, name):
        return getattr(self, name)

    def flag_values_dict(self):
        return dict(self._values)

    def __call__(self, argv, known_only=False):
        return list(argv)


class flags:
    """`tf.app.flags`"""

    FLAGS = _FlagValues()

    @classmethod
    def _define(cls, name, default, help=None, *_, **__):
        setattr(cls.FLAGS, name, default)

    @classmethod
    def mark_flag_as_required(cls, flag_name):
        pass


for _kind in ("string", "integer", "float", "bool", "boolean", "list", "multi_integer", "multi_string"):
    setattr(flags, f"DEFINE_{_kind}", flags._define)


def _define_enum(name, default, enum_values, help=None, **_):
    if default is not None and default not in enum_values:
        raise ValueError(f"flag --{name}={default}: value should be one of <{'|'.join(enum_values)}>")
    setattr(flags.FLAGS, name, default)


flags.DEFINE_enum = staticmethod(_define_enum)


def run(main=None, argv=None):
    """Calls `main` with the program's name, and ends the cell as the program would end if it gives a number but 0."""
    main = _sys.modules["__main__"].main if main is None else main
    status = main([""] if argv is None else argv)
    if status:
        raise SystemExit(status)
