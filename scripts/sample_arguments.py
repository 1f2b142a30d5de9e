"""Arguments that many functions of our modules take, to learn what calls give: see `describe_modules.py`."""


class Samples:
    """Arguments that many functions take, made anew for each call: some functions write to them."""

    @staticmethod
    def torch():
        import torch

        def x():
            return torch.ones(2, 3)

        def image():
            return torch.ones(2, 3, 8, 8)

        return (
            *(lambda: (x(),), lambda: (x(), x()), lambda: (2, 3), lambda: (3,), lambda: (), lambda: ([x(), x()],)),
            *(lambda: (torch.eye(3),), lambda: (x(), 1), lambda: (torch.eye(3), torch.eye(3)), lambda: (0.0, 1.0, 3)),
            *(lambda: (x(), (3, 2)), lambda: (x(), 0, 1), lambda: (x(), x(), x()), lambda: (image(), 2)),
            *(lambda: (image(), torch.ones(4, 3, 3, 3)), lambda: (x(), torch.ones(4, 3)), lambda: (3, 3, 3)),
            *(lambda: (image(),), lambda: (x(), torch.zeros(3), torch.ones(3)), lambda: (x(), torch.tensor([0, 1]))),
            *(
                lambda: (x(), 0, torch.tensor([0])),
                lambda: (3, 1, x()),
                lambda: (x() > 0, x(), x()),
                lambda: ((2, 3), 1.0),
            ),
            *(lambda: ([torch.nn.Parameter(x())],), lambda: (x()[0], x()[0]), lambda: (torch.nn.Linear(3, 2),)),
            *(lambda: (x(), 0, torch.tensor([[0]])), lambda: (torch.distributions.Normal(0.0, 1.0),) * 2),
            *(lambda: (torch.ones(2, 3, 3), torch.ones(2, 3, 3)), lambda: (torch.ones(2, 3, 8), torch.ones(4, 3, 3))),
            *(lambda: (x(), x(), torch.eye(3)), lambda: (torch.ones(2, 3, 3),) * 3, lambda: (torch.tensor([1, 2]),)),
            *(lambda: (torch.tensor([1, 2]), torch.tensor([1, 2])), lambda: (x(), x() > 0, 1.0), lambda: (x(), (1, 0))),
            *(lambda: (x(), (3,)), lambda: (x(), x() > 0), lambda: (torch.tensor([0]), x()), lambda: (x(), 0, 0, 1)),
            *(lambda: (torch.float32, torch.int64), lambda: (x(), 0, torch.tensor([0]), x()[:1])),
            *(lambda: (x(), 0, torch.tensor([0]), 1.0), lambda: (x(), 2, 0, 1.0), lambda: (torch.ones(1),)),
        )

    @staticmethod
    def numpy():
        import numpy as np

        def x():
            return np.ones((2, 3))

        return (
            *(lambda: (x(),), lambda: (x(), x()), lambda: (3,), lambda: (), lambda: (2, 3), lambda: ([x(), x()],)),
            *(
                lambda: (np.eye(3),),
                lambda: (np.eye(3), np.eye(3)),
                lambda: (x(), 1),
                lambda: ((2, 3),),
                lambda: (0.0, 1.0),
            ),
            *(lambda: ((2, 3), 1.0), lambda: (x(), (3, 2)), lambda: (x(), 0, 1), lambda: (x() > 0, x(), x())),
            *(
                lambda: (np.ones(3), np.ones(3)),
                lambda: (np.ones(3, dtype=int),),
                lambda: (3, 0.5),
                lambda: (x()[0], 2),
            ),
            *(lambda: (np.ones(3), np.ones(3), 1), lambda: ("1 2",), lambda: (x(), x(), x())),
        )

    @staticmethod
    def tensorflow():
        import tensorflow as tf

        def x():
            return tf.ones((2, 3))

        def image():
            return tf.ones((2, 8, 8, 3))

        return (
            *(lambda: (x(),), lambda: (x(), x()), lambda: ((2, 3),), lambda: (3,), lambda: (), lambda: ([x(), x()],)),
            *(
                lambda: (tf.eye(3),),
                lambda: (x(), [0]),
                lambda: (x(), 1),
                lambda: (tf.eye(3), tf.eye(3)),
                lambda: (image(),),
            ),
            *(lambda: ([x(), x()], 0), lambda: (x(), x(), x()), lambda: ((2, 3), 1.0), lambda: (image(), 2)),
            *(lambda: (3, 3), lambda: (0.0, 1.0, 3), lambda: (x(), (3, 2)), lambda: (x() > 0, x(), x())),
        )

    @staticmethod
    def matplotlib():
        return (
            *(lambda: ([1, 2], [3, 4]), lambda: ([1, 2],), lambda: (), lambda: ([[1, 2], [3, 4]],), lambda: ("text",)),
            *(lambda: (1, 2), lambda: (1,), lambda: (1, 2, "text")),
        )

    @staticmethod
    def constructions():
        """What makes an object of many classes."""
        return (
            *(lambda: (), lambda: (3,), lambda: (3, 3), lambda: (3, 3, 3), lambda: ([1.0, 2.0],), lambda: (0.0, 1.0)),
            *(lambda: ("text",), lambda: (2, 3, 3, 3), lambda: (8, 2)),
        )

    @staticmethod
    def objects():
        """Objects of classes that are more than an empty one of them shows."""
        import numpy
        import tensorflow
        import torch

        return {
            torch.Tensor: lambda: torch.ones(2, 3),
            numpy.ndarray: lambda: numpy.ones((2, 3)),
            type(tensorflow.ones(3)): lambda: tensorflow.ones((2, 3)),
            # With the defaults it is large.
            torch.nn.Transformer: _once(lambda: torch.nn.Transformer(4, 2, 1, 1, 8)),
        }

    @staticmethod
    def others():
        return (lambda: (), lambda: ([1, 2],), lambda: (2,), lambda: ("a",), lambda: (1, 2), lambda: ([1], [2]))


def _once(make):
    made = make()
    return lambda: made
