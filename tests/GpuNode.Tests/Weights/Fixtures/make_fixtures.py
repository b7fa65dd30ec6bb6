"""Makes the .pth fixtures beside this script with PyTorch, for PyTorchFileTests.

Run it with Debian's python3-torch (1.13 made the committed files):  /usr/bin/python3 make_fixtures.py
Every value is a small counting number, so that the tests can state what they expect without a second file.
Files in the legacy form name their storages by memory address, so their bytes differ from one run to the next.
"""
import argparse
import os
from collections import OrderedDict

import numpy
import torch

FOLDER = os.path.dirname(os.path.abspath(__file__))


def path(name):
    return os.path.join(FOLDER, name)


def small_network():
    network = torch.nn.Sequential(torch.nn.Linear(2, 3), torch.nn.BatchNorm1d(3))
    start = 0
    for value in network.state_dict().values():
        value.copy_(torch.arange(start, start + value.numel()).view(value.shape))
        start += value.numel()
    return network


class Malicious:
    """Asks the reader to run a command: what a hostile checkpoint does."""

    def __reduce__(self):
        return os.system, ("touch /tmp/distillery-was-here",)


def state_dicts():
    state = small_network().state_dict()
    torch.save(state, path("state_dict.pth"))
    torch.save(state, path("state_dict_protocol_4.pth"), pickle_protocol=4)
    torch.save(state, path("state_dict_protocol_5.pth"), pickle_protocol=5)
    torch.save(state, path("state_dict_legacy.pth"), _use_new_zipfile_serialization=False)
    torch.save(OrderedDict(("module." + name, value) for name, value in state.items()), path("data_parallel.pth"))
    torch.save(dict(small_network().named_parameters()), path("parameters.pth"))


def nested():
    network = small_network()
    optimizer = torch.optim.SGD(network.parameters(), lr=0.1, momentum=0.9)
    network(torch.ones(4, 2)).sum().backward()
    optimizer.step()
    checkpoint = {
        "epoch": 240,
        "architecture": "two layers",
        "accuracy": torch.tensor(71.25),
        "best": numpy.float64(0.75),
        "history": [0.5, None, True, -3, 70000, 2 ** 40],
        "options": argparse.Namespace(rate=0.1, seeds=(1, 2, 3, 4)),
        "seen": {"a", "b"},
        "raw": b"bytes",
        "optimizer": optimizer.state_dict(),
        "model": small_network().state_dict(),
    }
    torch.save(checkpoint, path("nested.pth"))
    torch.save(checkpoint, path("nested_legacy.pth"), _use_new_zipfile_serialization=False)
    networks = {"first": small_network().state_dict(), "second": small_network().state_dict()}
    torch.save(networks, path("two_networks.pth"))


def views():
    base = torch.arange(24, dtype=torch.float32)
    tensors = {
        "transposed": base[:6].view(2, 3).t(),
        "every_third": base[2:9:3],
        "expanded": base[5:6].expand(2, 2),
        "part": base[4:8],
        "channels_last": base.view(1, 2, 3, 4).contiguous(memory_format=torch.channels_last),
    }
    torch.save(tensors, path("views.pth"))


def element_types():
    names = ["float64", "float32", "float16", "bfloat16", "int64", "int32", "int16", "int8", "uint8", "bool"]
    tensors = {name: torch.tensor([0, 1, 3]).to(getattr(torch, name)) for name in names}
    tensors["scalar"] = torch.tensor(2.5)
    tensors["empty"] = torch.zeros(0, 4)
    torch.save(tensors, path("element_types.pth"))
    torch.save(tensors, path("element_types_legacy.pth"), _use_new_zipfile_serialization=False)


def refused():
    torch.save({"weight": torch.ones(1), "payload": Malicious()}, path("malicious.pth"))
    torch.save({"weight": torch.ones(1), "payload": Malicious()}, path("malicious_legacy.pth"),
               _use_new_zipfile_serialization=False)
    torch.save({"weight": torch.ones(1), "payload": Malicious()}, path("malicious_protocol_4.pth"), pickle_protocol=4)
    torch.save({"spectrum": torch.ones(1, dtype=torch.complex64)}, path("complex.pth"))
    torch.save(torch.ones(3), path("tensor_alone.pth"))
    torch.jit.script(torch.nn.Identity()).save(path("torchscript.pt"))


def whole_model():
    torch.save(torch.nn.Identity(), path("whole_model.pth"))


if __name__ == "__main__":
    state_dicts()
    nested()
    views()
    element_types()
    refused()
    whole_model()
