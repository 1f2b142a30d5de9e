"""Where TensorFlow 2 has what stood at TensorFlow 1's top."""

_OF_LINALG = {
    "cholesky": "cholesky",
    "cholesky_solve": "cholesky_solve",
    "matrix_band_part": "band_part",
    "matrix_determinant": "det",
    "matrix_diag": "diag",
    "matrix_diag_part": "diag_part",
    "matrix_inverse": "inv",
    "matrix_set_diag": "set_diag",
    "matrix_solve": "solve",
    "matrix_solve_ls": "lstsq",
    "matrix_triangular_solve": "triangular_solve",
    "diag": "tensor_diag",
    "diag_part": "tensor_diag_part",
    "qr": "qr",
    "svd": "svd",
    "self_adjoint_eig": "eigh",
    "self_adjoint_eigvals": "eigvalsh",
    "trace": "trace",
    "cross": "cross",
}
_OF_MATH = (
    *("acosh", "asinh", "atanh", "angle", "bincount", "conj", "digamma", "erfc", "imag", "invert_permutation", "lbeta"),
    *("lgamma", "log_sigmoid", "logical_xor", "polygamma", "real", "scalar_mul", "segment_max", "segment_mean"),
    *("segment_min", "segment_prod", "segment_sum", "unsorted_segment_max", "unsorted_segment_mean", "zeta", "betainc"),
    *("unsorted_segment_min", "unsorted_segment_prod", "unsorted_segment_sqrt_n", "unsorted_segment_sum"),
    *("is_non_decreasing", "is_strictly_increasing", "igamma", "igammac"),
)
_OF_STRINGS = {
    "as_string": "as_string",
    "reduce_join": "reduce_join",
    "regex_replace": "regex_replace",
    "string_join": "join",
    "string_strip": "strip",
    "string_to_number": "to_number",
    "substr": "substr",
}

#: A name of TensorFlow 1, and the module and name of today.
RENAMED = {
    **{old: ("linalg", new) for old, new in _OF_LINALG.items()},
    **{name: ("math", name) for name in _OF_MATH},
    **{old: ("strings", new) for old, new in _OF_STRINGS.items()},
    "depth_to_space": ("nn", "depth_to_space"),
    "space_to_depth": ("nn", "space_to_depth"),
    "tensor_scatter_add": (None, "tensor_scatter_nd_add"),
    "tensor_scatter_sub": (None, "tensor_scatter_nd_sub"),
    "tensor_scatter_update": (None, "tensor_scatter_nd_update"),
    "lin_space": (None, "linspace"),
    "random_shuffle": ("random", "shuffle"),
    "realdiv": (None, "divide"),
    "reverse_v2": (None, "reverse"),
    "where_v2": (None, "where"),
}
