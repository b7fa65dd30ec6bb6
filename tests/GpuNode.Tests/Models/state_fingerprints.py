#!/usr/bin/python3
"""Prints, for each reference network, the fingerprint that StateNamesTests expects: SHA-256 over one line a tensor,
`NAME DIMENSIONS`, all parameters first and then BatchNorm's running statistics, in the order of the state dict."""

import hashlib
import os
import sys

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), "../../golden"))
import networks  # noqa: E402

# In the product's catalog, but not in the list of the golden networks.
OTHERS = {"vgg11": networks.vgg((1, 1, 2, 2, 2)), "wrn-16-1": networks.wide_resnet(16, 1)}
IMAGENET = ("resnet18", "resnet34", "resnet50")


def lines(tensors):
    return "".join(f"{name} {'x'.join(map(str, tensor.shape))}\n" for name, tensor in tensors)


def main():
    for name, construct in sorted({**networks.NETWORKS, **OTHERS}.items()):
        network = construct(1 if name == "lenet5" else 3, {"lenet5": 10}.get(name, 1000 if name in IMAGENET else 100))
        buffers = [pair for pair in network.named_buffers() if not pair[0].endswith("num_batches_tracked")]
        text = lines(network.named_parameters()) + lines(buffers)
        count = sum(parameter.numel() for parameter in network.parameters())
        print(f"{name} {count} {hashlib.sha256(text.encode()).hexdigest()[:16]}")


if __name__ == "__main__":
    main()
