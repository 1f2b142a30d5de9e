"""What Normscope adds to the frameworks: figures and displays, as TypeScript cells have them."""

from _normscope.outputs import display

from ._figures import Figure, hist, imshow, plot

__all__ = ["Figure", "display", "hist", "imshow", "plot"]
