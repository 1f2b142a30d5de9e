"""Numbers as text, alone and in columns (https://numpy.org/doc/stable/reference/generated/numpy.set_printoptions.html)."""

import math as _math

from ._print_options import options


def shortest(value, kind):
    """The shortest decimal that reads back as the same number of its dtype."""
    if kind.name == "float64":
        return repr(value)
    if value == 0:
        return repr(value)
    from ._scalars import rounded

    for digits in range(1, 18):
        text = f"{value:.{digits}g}"
        if rounded(kind.name, float(text)) == value:
            return repr(float(text))
    return repr(value)


def _decimals(value, kind):
    """The shortest decimal as digits before and after the point."""
    text = shortest(value, kind)
    if "e" in text:
        mantissa, exponent = text.split("e")
        text = f"{float(text):.{max(0, len(mantissa.replace('.', '').replace('-', '')) - 1 - int(exponent))}f}"
    whole, _, rest = text.partition(".")
    return whole, "" if rest == "0" else rest


#: From here on scalars are written with an exponent.
_LARGE = {"float16": 1e3, "float32": 1e6}


def scalar_text(value, kind):
    """A scalar as `str` shows it."""
    if kind.kind == "c":
        return complex_text(value, kind)
    if kind.kind != "f":
        return str(value)
    if value != value or abs(value) == _math.inf:
        return str(value)
    magnitude = abs(value)
    if magnitude and (magnitude >= _LARGE.get(kind.name, 1e16) or magnitude < 1e-4):
        text = shortest(value, kind)
        if "e" not in text:
            digits = len(text.replace(".", "").replace("-", "").strip("0"))
            text = f"{value:.{max(0, digits - 1)}e}"
        mantissa, exponent = text.split("e")
        mantissa = mantissa.rstrip("0").rstrip(".") if "." in mantissa else mantissa
        return f"{mantissa}e{int(exponent):+03d}"
    text = shortest(value, kind)
    if "e" in text:
        whole, rest = _decimals(value, kind)
        text = f"{whole}.{rest or '0'}"
    return text


def complex_text(value, kind):
    from ._objects import real_kind

    real, imaginary = (scalar_text(part, real_kind(kind)).removesuffix(".0") for part in (value.real, value.imag))
    if value.real == 0 and _math.copysign(1, value.real) > 0:
        return f"{imaginary}j"
    return f"({real}{'' if imaginary[0] in '-' else '+'}{imaginary}j)"


def _is_scientific(finite):
    nonzero = [abs(v) for v in finite if v != 0]
    if not nonzero:
        return False
    largest, smallest = max(nonzero), min(nonzero)
    return largest >= 1e8 or (not options["suppress"] and (smallest < 0.0001 or largest / smallest > 1000.0))


def _fraction(value, kind):
    """The digits after the point, at most as many as the precision says, without zeros at the end."""
    _, rest = _decimals(value, kind)
    precision = options["precision"]
    if options["floatmode"] != "unique" and len(rest) > precision:
        rest = f"{value:.{precision}f}".partition(".")[2].rstrip("0")
    return rest


def _mantissa_digits(value, kind):
    digits = shortest(value, kind).replace("-", "").split("e")[0].replace(".", "").strip("0")
    needed = max(0, len(digits) - 1)
    if options["floatmode"] == "unique" or needed <= options["precision"]:
        return needed
    return len(f"{value:.{options['precision']}e}".split("e")[0].partition(".")[2].rstrip("0"))


def _scientific(finite, kind):
    if options["floatmode"] == "fixed":
        digits = options["precision"]
    else:
        digits = max((_mantissa_digits(v, kind) for v in finite), default=0)
    mark = "." if digits == 0 else ""
    parts = [f"{v:.{digits}e}".split("e") for v in finite]
    width = max((len(exponent.lstrip("+-").lstrip("0")) for _, exponent in parts), default=2)
    width = max(2, width) + 1

    def write(v):
        mantissa, exponent = f"{v:.{digits}e}".split("e")
        return f"{mantissa}{mark}e{int(exponent):+0{width}d}"

    return write


def _positional(finite, kind):
    """Each number with the digits that it needs, and spaces (or zeros) where another needs more."""
    mode = options["floatmode"]
    if mode == "fixed":
        precision = options["precision"]
        return lambda v: f"{v:.{precision}f}" + ("." if precision == 0 else "")
    digits = max((len(_fraction(v, kind)) for v in finite), default=0)

    def write(v):
        if mode == "maxprec_equal":
            return f"{v:.{digits}f}" + ("." if digits == 0 else "")
        own = len(_fraction(v, kind))
        text = f"{v:.{own}f}" if own else f"{v:.0f}."
        return text + " " * (digits - own)

    return write


def float_format(values, kind, always_signed=False):
    """How the floats of an array are written: all as wide as the widest."""
    finite = [v for v in values if v == v and abs(v) != _math.inf]
    write = (_scientific if _is_scientific(finite) else _positional)(finite, kind)
    sign = "+" if always_signed else options["sign"]

    def show(v):
        if v != v:
            return ("+" if sign == "+" else "") + options["nanstr"]
        text = options["infstr"] if abs(v) == _math.inf else write(abs(v))
        if v < 0 or (v == 0 and _math.copysign(1, v) < 0):
            return "-" + text
        return text if sign == "-" else sign + text

    width = max((len(show(v)) for v in values), default=0)
    return lambda v: show(v).rjust(width)


def complex_format(values, kind):
    """Both parts in columns of their own."""
    from ._objects import real_kind

    part = real_kind(kind)
    real = float_format([v.real for v in values], part)
    imaginary = float_format([v.imag for v in values], part, always_signed=True)

    def show(v):
        text = imaginary(v.imag)
        bare = text.rstrip()
        return f"{real(v.real)}{bare}j{' ' * (len(text) - len(bare))}"

    return show


def format_float_positional(
    x,
    precision=None,
    unique=True,
    fractional=True,
    trim="k",
    sign=False,
    pad_left=None,
    pad_right=None,
    min_digits=None,
):
    """A number without an exponent."""
    from ._creation import asarray

    kind = asarray(x).dtype
    whole, rest = _decimals(float(x), kind)
    if precision is not None and (not unique or len(rest) > precision):
        text = (
            f"{float(x):.{precision}f}" if fractional else f"{float(x):.{max(0, precision - len(whole.lstrip('-0')))}f}"
        )
        whole, _, rest = text.partition(".")
    if precision is not None and not unique and trim == "k":
        rest = rest.ljust(precision, "0")
    if min_digits:
        rest = rest.ljust(min_digits, "0")
    text = f"{whole}.{rest}"
    if trim in ".0-" and "." in text:
        text = text.rstrip("0")
        text = text + "0" if trim == "0" and text.endswith(".") else text.rstrip(".") if trim == "-" else text
    if sign and not text.startswith("-"):
        text = "+" + text
    before, _, after = text.partition(".")
    return before.rjust(pad_left or 0) + ("." + after.ljust(pad_right or 0) if "." in text else "")


def format_float_scientific(
    x, precision=None, unique=True, trim="k", sign=False, pad_left=None, exp_digits=None, min_digits=None
):
    """A number with an exponent."""
    from ._creation import asarray

    value = float(x)
    digits = shortest(value, asarray(x).dtype).replace("-", "").split("e")[0].replace(".", "").strip("0")
    count = max(0, len(digits) - 1)
    if precision is not None:
        count = precision if not unique else min(count, precision)
    mantissa, exponent = f"{value:.{count}e}".split("e")
    if "." not in mantissa:
        mantissa += "."
    if min_digits:
        whole, _, rest = mantissa.partition(".")
        mantissa = f"{whole}.{rest.ljust(min_digits, '0')}"
    if trim in ".0-":
        mantissa = mantissa.rstrip("0")
        mantissa = (
            mantissa + "0"
            if trim == "0" and mantissa.endswith(".")
            else mantissa.rstrip(".")
            if trim == "-"
            else mantissa
        )
    power = int(exponent)
    text = f"{mantissa}e{'-' if power < 0 else '+'}{abs(power):0{exp_digits or 2}d}"
    return ("+" + text) if sign and value >= 0 else text
