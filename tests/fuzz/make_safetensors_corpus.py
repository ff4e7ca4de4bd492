"""Writes the seeds of the safetensors fuzzer: small files, sound and broken, one idea each.

  make_safetensors_corpus.py FOLDER
"""

import json
import pathlib
import struct
import sys


def tensor(dtype, shape, begin, end):
    return {"dtype": dtype, "shape": shape, "data_offsets": [begin, end]}


def encoded(header):
    return json.dumps(header, separators=(",", ":")).encode()


def file(header, data=b"", length=None):
    text = header if isinstance(header, bytes) else encoded(header)
    return struct.pack("<Q", len(text) if length is None else length) + text + data


def padded(header, data):
    text = encoded(header)
    return file(text + b" " * (-(8 + len(text)) % 64), data)


ALL = {"__metadata__": {"format": "test", "genres": '["jazz","rock"]'}}
ALL |= {
    "d": tensor("F64", [1], 0, 8),
    "l": tensor("I64", [1], 8, 16),
    "f": tensor("F32", [1, 2], 16, 24),
    "i": tensor("I32", [1], 24, 28),
    "h": tensor("I16", [2, 1], 28, 32),
    "b": tensor("U8", [3], 32, 35),
    "none": tensor("F32", [0, 7], 35, 35),
    "scalar": tensor("U8", [], 35, 36),
}
SEEDS = {
    "all_dtypes": padded(ALL, bytes(range(36))),
    "askew": file({"b": tensor("U8", [1], 0, 1), "d": tensor("F64", [1], 1, 9)}, bytes(9)),
    "empty": file({}),
    "empty_tensors": file({"a": tensor("F32", [0], 0, 0), "b": tensor("U8", [3, 0], 0, 0)}),
    "escaped_name": file({'a"\\\u001b\u00e9\U0001f3b7': tensor("U8", [1], 0, 1)}, b"x"),
    "metadata_only": file({"__metadata__": {"step": "7"}}),
    "metadata_number": file({"__metadata__": {"step": 7}}),
    "duplicate": file(b'{"t":{"dtype":"U8","shape":[1],"data_offsets":[0,1]},"t":{}}', b"x"),
    "gap": file({"a": tensor("U8", [1], 0, 1), "b": tensor("U8", [1], 2, 3)}, b"xyz"),
    "overlap": file({"a": tensor("U8", [2], 0, 2), "b": tensor("U8", [2], 1, 3)}, b"xyz"),
    "backwards": file({"t": tensor("U8", [1], 1, 0)}, b"x"),
    "overflow": file({"t": tensor("U8", [2**32, 2**32], 0, 0)}),
    "huge_extent": file({"t": tensor("F64", [2**63 - 1], 0, 8)}, bytes(8)),
    "negative": file({"t": tensor("U8", [-1], 0, 1)}, b"x"),
    "fraction": file({"t": tensor("U8", [1.5], 0, 1)}, b"x"),
    "unknown_dtype": file({"t": tensor("BF16", [1], 0, 2)}, b"xy"),
    "wrong_size": file({"t": tensor("F32", [2], 0, 4)}, bytes(4)),
    "beyond": file({"t": tensor("U8", [9], 0, 9)}, b"x"),
    "nested": file(b"[" * 64),
    "not_json": file(b"{\x00\xff}"),
    "long_header": file({}, length=2**64 - 1),
    "seven_bytes": b"\x02\0\0\0\0\0\0",
}

if __name__ == "__main__":
    for name, content in SEEDS.items():
        (pathlib.Path(sys.argv[1]) / name).write_bytes(content)
