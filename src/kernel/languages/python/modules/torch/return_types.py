"""The pairs that reductions return."""

from ._reducing import _Max as max, _Median as median, _Min as min, _Sort as sort, _TopK as topk  # noqa: F401
