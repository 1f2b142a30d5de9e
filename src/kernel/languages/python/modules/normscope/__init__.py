"""What Normscope adds to the frameworks: figures, displays and views of training, as TypeScript cells have them."""

from _normscope.outputs import display
from _normscope.watching import watch

from ._figures import Figure, hist, imshow, plot

__all__ = ["Figure", "display", "hist", "imshow", "plot", "watch"]
