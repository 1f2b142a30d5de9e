"""A safetensors file: the length of a JSON header, the header, and the bytes of all tensors."""

import json as _json


class SafetensorError(Exception):
    pass


def read(data):
    """Of each tensor its dtype's name in the format, its shape and its bytes; and the texts beside them."""
    if len(data) < 8:
        raise SafetensorError("Error while deserializing header: HeaderTooSmall")
    start = 8 + int.from_bytes(data[:8], "little")
    if start > len(data):
        raise SafetensorError("Error while deserializing header: InvalidHeaderLength")
    try:
        header = _json.loads(data[8:start])
    except ValueError:
        raise SafetensorError("Error while deserializing header: InvalidHeaderDeserialization") from None
    metadata = header.pop("__metadata__", None)
    entries = {}
    for name, entry in header.items():
        begin, end = entry["data_offsets"]
        if not 0 <= begin <= end <= len(data) - start:
            raise SafetensorError("Error while deserializing header: MetadataIncompleteBuffer")
        entries[name] = (entry["dtype"], entry["shape"], data[start + begin : start + end])
    return entries, metadata


def written(entries, metadata):
    """The file of such tensors."""
    header = {} if metadata is None else {"__metadata__": metadata}
    position = 0
    for name, (dtype, shape, content) in entries.items():
        header[name] = {
            "dtype": dtype,
            "shape": list(shape),
            "data_offsets": [position, position + len(content)],
        }
        position += len(content)
    text = _json.dumps(header, separators=(",", ":")).encode()
    text += b" " * (-len(text) % 8)
    return len(text).to_bytes(8, "little") + text + b"".join(content for _, _, content in entries.values())
