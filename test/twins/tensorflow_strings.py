import os

os.environ["TF_CPP_MIN_LOG_LEVEL"] = "3"
import numpy as np
import tensorflow as tf

S = tf.strings
a = tf.constant(["Hello World", "b", " c d "])
print(a, repr(a), a.shape, a.dtype, a[0], a[1:], tf.constant("x"), tf.constant(b"x").numpy(), a.numpy())
print(repr(tf.constant([["a"], ["b"]])), tf.convert_to_tensor(np.array(["u", "vw"])), len(a), [s.numpy() for s in a])
print(
    S.length(a),
    S.length("héllo"),
    S.length("héllo", unit="UTF8_CHAR"),
    S.upper(a),
    S.lower("ÀB", encoding="utf-8"),
    S.strip(a),
)
print(S.join(["a", ["b", "c"]], ","), S.join([a, "!"]), a + "z", "z" + a, a == tf.constant(["b"]), a != "b")
print(
    S.reduce_join(a),
    S.reduce_join([["a", "b"], ["c", "d"]], axis=1, separator="-"),
    S.reduce_join([["a", "b"]], 0, keepdims=True),
)
split = S.split(a)
print(
    split,
    S.split("a b c"),
    split.to_list(),
    split.to_tensor(),
    split.to_tensor(default_value="?"),
    S.split(a, " ", maxsplit=1),
)
print(
    S.split([["a b"], ["c"]]),
    split.shape,
    split[0],
    split[1:],
    split.row_lengths(),
    split.flat_values,
    S.split("a,b,,c", ","),
    S.bytes_split("abc"),
)
print(S.substr("abcdef", 1, 3), S.substr(["abc", "defg"], [1, -2], [1, 9]), S.substr("héllo", 1, 2, unit="UTF8_CHAR"))
print(S.to_number(["1.5", "-2", "1e3"]), S.to_number("7", tf.int32), S.to_number("7", out_type=tf.int64))
print(
    S.as_string([1.5, 2]),
    S.as_string(3),
    S.as_string([True, False]),
    S.as_string(1.23456, precision=2),
    S.as_string(3, width=5, fill="0"),
)
print(S.as_string([1.5], scientific=True), S.as_string([1.5, 0.1], shortest=True), S.as_string(a))
print(
    S.format("x {} y {}", (tf.range(3), tf.constant(2.5))),
    S.format("{}", tf.range(10)),
    S.format("{}", a),
    S.format("{}", [tf.constant([[1, 2], [3, 4]])]),
)
print(
    S.regex_replace(a, "[aeiou]", "_"),
    S.regex_replace("a1b22", r"(\d+)", r"<\1>"),
    S.regex_replace("aaa", "a", "b", replace_global=False),
    S.regex_full_match(a, "b|c"),
)
data = (
    tf.data.Dataset.from_tensor_slices((["x", "yy", "zzz"], [1, 2, 3]))
    .map(lambda s, n: (S.join([s, "!"]), S.length(s) + n))
    .batch(2)
)
print(data.element_spec, list(data.as_numpy_iterator()))
for wrong in (
    lambda: S.to_number("abc"),
    lambda: S.substr("abc", 5, 1),
    lambda: tf.constant(["a", 1]),
    lambda: S.length(3),
    lambda: tf.constant([["a"], ["b", "c"]]),
):
    try:
        wrong()
    except Exception as error:
        print(type(error).__name__, error)
