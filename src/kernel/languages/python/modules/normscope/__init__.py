"""What Normscope adds to the frameworks: figures, displays, experiments and views of training, as TypeScript cells have them."""

from _normscope.outputs import display
from _normscope.watching import watch

from ._diagnosis import compare_modes, diagnose, first_non_finite
from ._experiments import Experiment, compare, compare_batch_sizes, covariate_shift, loss_along_gradient
from ._figures import Figure, hist, imshow, plot
from ._folding import fold_batch_norm
from ._freezing import freeze, recompute_statistics
from ._twin import twin
from ._watch_points import WatchPoint, WatchPointReached, clear_watch_points, when

__all__ = [
    "Experiment",
    "Figure",
    "WatchPoint",
    "WatchPointReached",
    "clear_watch_points",
    "compare",
    "compare_batch_sizes",
    "compare_modes",
    "covariate_shift",
    "diagnose",
    "display",
    "first_non_finite",
    "fold_batch_norm",
    "freeze",
    "hist",
    "imshow",
    "loss_along_gradient",
    "plot",
    "recompute_statistics",
    "twin",
    "watch",
    "when",
]
