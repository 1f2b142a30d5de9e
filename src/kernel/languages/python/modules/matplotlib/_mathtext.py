"""The little mathematics of labels, `$\\mu$`, in letters (https://matplotlib.org/stable/users/explain/text/mathtext.html)."""

import re as _re

_GREEK = dict(
    zip(
        "alpha beta gamma delta epsilon varepsilon zeta eta theta iota kappa lambda mu nu xi pi rho sigma tau phi chi psi"
        " omega Gamma Delta Theta Lambda Xi Pi Sigma Phi Psi Omega".split(),
        "αβγδεεζηθικλμνξπρστφχψωΓΔΘΛΞΠΣΦΨΩ",
    )
)
_SIGNS = {
    **{"times": "×", "cdot": "·", "pm": "±", "leq": "≤", "geq": "≥", "neq": "≠", "approx": "≈", "infty": "∞"},
    **{"partial": "∂", "nabla": "∇", "sum": "∑", "rightarrow": "→", "to": "→", "sqrt": "√", "in": "∈", "ell": "ℓ"},
}
_ABOVE = {"hat": "\u0302", "bar": "\u0304", "tilde": "\u0303", "dot": "\u0307"}
_RAISED = str.maketrans("0123456789+-=()ni", "⁰¹²³⁴⁵⁶⁷⁸⁹⁺⁻⁼⁽⁾ⁿⁱ")
_LOWERED = str.maketrans("0123456789+-=()aeijklmnoprstuvx", "₀₁₂₃₄₅₆₇₈₉₊₋₌₍₎ₐₑᵢⱼₖₗₘₙₒₚᵣₛₜᵤᵥₓ")


def _formula(match):
    text = match[1]
    text = _re.sub(r"\\(?:math\w+|text|rm|mathrm)\s*\{([^{}]*)\}", r"\1", text)
    text = _re.sub(r"\\sqrt\s*\{((?:[^{}]|\{[^{}]*\})*)\}", r"√(\1)", text)
    text = _re.sub(r"\\[dt]?frac\s*\{((?:[^{}]|\{[^{}]*\})*)\}\s*\{((?:[^{}]|\{[^{}]*\})*)\}", r"(\1) / (\2)", text)
    text = _re.sub(r"\\(hat|bar|tilde|dot)\s*\{?(\\?\w+?)\}?(?![a-z])", lambda m: f"{m[2]}{_ABOVE[m[1]]}", text)
    text = _re.sub(r"\\([A-Za-z]+)", lambda m: _GREEK.get(m[1], _SIGNS.get(m[1], m[1])), text)
    text = _re.sub(r"\^(?:\{([^{}]*)\}|(.))", lambda m: (m[1] or m[2]).translate(_RAISED), text)
    text = _re.sub(r"_(?:\{([^{}]*)\}|(.))", lambda m: (m[1] or m[2]).translate(_LOWERED), text)
    return _re.sub(r"\\[,;! ]", " ", text).replace("{", "").replace("}", "")


def plain(text):
    """`text` with what stands between dollars in letters; a dollar alone, or after a backslash, is one."""
    return _re.sub(r"(?<!\\)\$([^$]+)(?<!\\)\$", _formula, str(text)).replace("\\$", "$")
