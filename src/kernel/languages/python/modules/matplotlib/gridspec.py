"""https://matplotlib.org/stable/api/gridspec_api.html"""

from ._figure import GridSpec
