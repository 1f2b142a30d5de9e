"""The metrics that a model is compiled with (https://keras.io/api/models/model_training_apis/#compile-method)."""

from itertools import count

from . import metrics as _metrics
from _normscope.trees import leaves


class CompileMetrics(_metrics.Metric):
    """Metrics of all outputs: first those that do not look at the weights of samples, then those that do."""

    def __init__(self, metrics=None, weighted_metrics=None, names_of=None):
        for argument, given in (("metrics", metrics), ("weighted_metrics", weighted_metrics)):
            if given and not isinstance(given, (list, tuple, dict)):
                raise ValueError(
                    f"Expected `{argument}` argument to be a list, tuple, or dict. "
                    f"Received instead: {argument}={given} of type {type(given)}"
                )
        self.given = metrics or []
        self.given_weighted = weighted_metrics or []
        self._made = None
        self._names_of = names_of
        super().__init__(name="compile_metrics")

    @property
    def metrics(self):
        return [metric for metric, *_ in self._made or []]

    def reset_state(self):
        for metric in self.metrics:
            metric.reset_state()

    def result(self):
        """Their values by name: with that of the output, where there are several, and told apart where one was taken."""
        found = {}
        for metric, _, output, weighted in self._made or []:
            prefix = "" if output is None else f"{output}_"
            name = f"{prefix}{metric.name}"
            if weighted and name in found:
                name = f"{prefix}weighted_{metric.name}"
            numbered = (name if index == 0 else f"{name}_{index}" for index in count())
            found[next(each for each in numbered if each not in found)] = float(metric.result())
        return found

    def update_state(self, y, y_pred, sample_weight=None):
        several = isinstance(y_pred, (dict, list, tuple)) and len(y_pred) > 1
        names = self._names_of(y_pred) if several else [None]
        if isinstance(y_pred, dict) and len(names) > 1:
            parts = [(y[name], y_pred[name]) for name in names]
        elif len(names) > 1:
            parts = list(zip(y, y_pred))
        else:
            parts = [(leaves(y)[0] if y is not None else None, leaves(y_pred)[0])]
        if self._made is None:
            self._made = [
                *self._make(self.given, parts, names, False),
                *self._make(self.given_weighted, parts, names, True),
            ]
        for metric, place, _, weighted in self._made:
            metric.update_state(*parts[place], *((sample_weight,) if weighted else ()))

    def _make(self, given, parts, names, weighted):
        for place, (target, output) in enumerate(parts):
            for identifier in _of_output(given, place, names):
                shape = None if target is None else tuple(target.shape)
                yield _metrics.get(identifier, tuple(output.shape), shape), place, names[place], weighted


def _of_output(given, place, names):
    """What was asked for of an output: metrics by outputs' names, in their order, or the same for all."""
    if isinstance(given, dict):
        given = given.get(names[place], [])
    elif len(names) > 1 and len(given) == len(names) and any(isinstance(part, (list, tuple)) for part in given):
        given = given[place]
    return leaves(given) if isinstance(given, (list, tuple)) else [given]
