"""The named results of functions."""

from ._results import CumMax as cummax, CumMin as cummin, KthValue as kthvalue, Max as max, Median as median
from ._results import Min as min, Mode as mode, Sort as sort, TopK as topk
