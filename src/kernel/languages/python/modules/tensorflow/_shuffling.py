"""Elements in random order, as TensorFlow's data sets shuffle them."""

from _normscope.bridge import op as _op

_words = _op("tf.random.words lv")


def words_of(stream):
    """Random words of 32 bits without end, a few blocks at a time."""
    while True:
        yield from _words(stream.take(_BLOCKS), _BLOCKS * 4)


_BLOCKS = 64


def shuffled(items, size, words):
    """Fills a buffer, and gives an element of it at random for each that comes in."""
    buffer, start = [None] * size, 0
    count = 0
    for item in items:
        buffer[(start + count) % size] = item
        count += 1
        if count < size:
            continue
        yield _taken(buffer, start, count, words)
        start, count = start + 1, count - 1
    while count:
        yield _taken(buffer, start, count, words)
        start, count = start + 1, count - 1


def _taken(buffer, start, count, words):
    place, first = (start + next(words) % count) % len(buffer), start % len(buffer)
    buffer[place], buffer[first] = buffer[first], buffer[place]
    found, buffer[first] = buffer[first], None
    return found
