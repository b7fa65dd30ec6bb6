"""Writes safetensors files: eight bytes of header length, a JSON header, then the tensors one after the other.

Only what the fixtures need; Debian has no package of the format.
"""

import json
import os
import struct

import numpy

DTYPES = {"float32": "F32", "float64": "F64", "int64": "I64"}
ALIGNMENT = 8  # The header is padded with spaces, so that each reader may map the tensors in place.


def write(path, tensors, **facts):
    """Writes named tensors (PyTorch or numpy) in their order; facts become strings under __metadata__."""
    os.makedirs(os.path.dirname(path), exist_ok=True)
    arrays = {name: as_little_endian(tensor) for name, tensor in tensors.items()}
    header = {"__metadata__": {name: str(value) for name, value in facts.items()}} if facts else {}
    offset = 0
    for name, array in arrays.items():
        header[name] = {"dtype": DTYPES[array.dtype.name], "shape": list(array.shape),
                        "data_offsets": [offset, offset + array.nbytes]}
        offset += array.nbytes
    text = json.dumps(header).encode()
    text += b" " * (-len(text) % ALIGNMENT)
    with open(path, "wb") as file:
        file.write(struct.pack("<Q", len(text)))
        file.write(text)
        for array in arrays.values():
            file.write(array.tobytes())


def as_little_endian(tensor):
    array = tensor if isinstance(tensor, numpy.ndarray) else tensor.detach().numpy()
    return array.astype(array.dtype.newbyteorder("<"), order="C")
