"""How arrays are printed (https://numpy.org/doc/stable/reference/generated/numpy.set_printoptions.html)."""

import contextlib as _contextlib

options = {
    "edgeitems": 3,
    "threshold": 1000,
    "floatmode": "maxprec",
    "precision": 8,
    "suppress": False,
    "linewidth": 75,
    "nanstr": "nan",
    "infstr": "inf",
    "sign": "-",
    "formatter": None,
    "legacy": False,
    "override_repr": None,
}


def set_printoptions(
    precision=None,
    threshold=None,
    edgeitems=None,
    linewidth=None,
    suppress=None,
    nanstr=None,
    infstr=None,
    formatter=None,
    sign=None,
    floatmode=None,
    *,
    legacy=None,
    override_repr=None,
):
    """Sets options of printing; what is not given stays, but for the formatter, which goes."""
    given = dict(locals())
    if sign is not None and sign not in ("-", "+", " "):
        raise ValueError("sign option must be one of ' ', '+', or '-'")
    options["formatter"] = given.pop("formatter")
    options["override_repr"] = given.pop("override_repr")
    options.update({name: value for name, value in given.items() if value is not None})


def get_printoptions():
    return dict(options)


@_contextlib.contextmanager
def printoptions(*args, **given):
    """Options of printing for a block."""
    before = dict(options)
    given.setdefault("formatter", before["formatter"])
    set_printoptions(*args, **given)
    try:
        yield get_printoptions()
    finally:
        options.update(before)
