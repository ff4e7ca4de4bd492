"""An independent reader and writer of safetensors, with Python's standard library alone.

  safetensors_peer.py check FILE   compares FILE with the tensors below
  safetensors_peer.py make FILE    writes them, in reverse order and with no padding at all
"""

import array
import json
import struct
import sys

# dtype: the code of array, bytes an element
DTYPES = {
    "U8": ("B", 1),
    "I16": ("h", 2),
    "I32": ("i", 4),
    "I64": ("q", 8),
    "F32": ("f", 4),
    "F64": ("d", 8),
}
METADATA = {"format": "test", "genres": '["jazz","élan"]'}


def tensors():
    """For each dtype one tensor of shape [2, 3] that counts from minus (or plus) its size."""
    for number, (dtype, (_, size)) in enumerate(DTYPES.items()):
        first = 1 if dtype == "U8" else -size
        yield f"tensor.{number}", dtype, [2, 3], [first + i for i in range(6)]
    yield "scalar", "F32", [], [0.5]
    yield "empty", "I16", [4, 0], []


def check(path):
    with open(path, "rb") as file:
        content = file.read()
    (length,) = struct.unpack("<Q", content[:8])
    header = json.loads(content[8 : 8 + length].decode("utf-8"))
    data = content[8 + length :]
    assert header.pop("__metadata__") == METADATA
    end = 0
    for name, dtype, shape, values in tensors():
        tensor = header.pop(name)
        assert tensor["dtype"] == dtype and tensor["shape"] == shape, name
        begin, next_end = tensor["data_offsets"]
        assert begin == end, name  # in the order declared, without a gap
        end = next_end
        assert array.array(DTYPES[dtype][0], data[begin:end]).tolist() == values, name
    assert not header and end == len(data)


def make(path):
    header, data = {"__metadata__": METADATA}, b""
    for name, dtype, shape, values in reversed(list(tensors())):
        raw = array.array(DTYPES[dtype][0], values).tobytes()
        offsets = [len(data), len(data) + len(raw)]
        header[name] = {"dtype": dtype, "shape": shape, "data_offsets": offsets}
        data += raw
    text = json.dumps(header).encode()
    with open(path, "wb") as file:
        file.write(struct.pack("<Q", len(text)) + text + data)


if __name__ == "__main__":
    {"check": check, "make": make}[sys.argv[1]](sys.argv[2])
