"""What files of tensors name as the functions that make them."""

import array as _array

from . import _creation


def _rebuild_tensor_v2(storage, offset, size, stride, requires_grad=False, backward_hooks=None, metadata=None):
    strides = list(stride)
    expected, step = [], 1
    for n in reversed(size):
        expected.insert(0, step)
        step *= n
    count = 1
    for n in size:
        count *= n
    if strides == expected or count <= 1 or all(n == 1 or s == e for n, s, e in zip(size, strides, expected)):
        flat = storage.values[offset : offset + count]
    else:
        flat = []

        def visit(dim, place):
            if dim == len(size):
                flat.append(storage.values[place])
                return
            for i in range(size[dim]):
                visit(dim + 1, place + i * strides[dim])

        visit(0, offset)
    result = (
        _creation.from_values(flat, [], storage.kind._name)
        if not size
        else _creation.wrap(_creation._from_buffer(_array.array("d", flat), storage.kind._name, *size))
    )
    result.requires_grad = requires_grad
    return result


def _rebuild_parameter(data, requires_grad, backward_hooks=None):
    from .nn import Parameter

    return Parameter(data, requires_grad)
