#!/usr/bin/python3
"""The PyTorch side of `distill bench step`: the same network, batch and thread count, as a PyTorch user would write it.

It talks in lines, so that the benchmark can interleave both sides on a noisy machine. It first prints
{"ready": true, ...}. Then each line of input is answered by one line of JSON:

    run N        N training steps: forward, cross entropy, backward, SGD   {"steps": N, "seconds": S, "loss": L}
    forward N    N forward passes in eval mode without autograd            {"steps": N, "seconds": S}
    quit         ends the program; so does the end of input

A line that is none of these is answered by {"error": "..."}. The first step after the start is slower, so the
benchmark should ask for a few steps of warm-up.
"""

import argparse
import json
import os
import sys
import time


def parse_arguments():
    parser = argparse.ArgumentParser(description="Timed PyTorch training steps, driven line by line.")
    parser.add_argument("--architecture", required=True, help="a name of tests/golden/networks.py, such as resnet8")
    parser.add_argument("--batch", type=int, default=64)
    parser.add_argument("--threads", type=int, default=1)
    parser.add_argument("--channels", type=int, default=3)
    parser.add_argument("--classes", type=int, default=100)
    parser.add_argument("--height", type=int, default=32, help="height and width of the images in pixels")
    parser.add_argument("--learning-rate", type=float, default=0.01)
    parser.add_argument("--channels-last", action="store_true", help="network and images in channels_last order")
    parser.add_argument("--foreach", action="store_true", help="the optimizer's multi-tensor form")
    return parser.parse_args()


ARGUMENTS = parse_arguments()
# OpenMP and OpenBLAS read these when they load, so they are set before PyTorch is imported.
for variable in ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS"):
    os.environ[variable] = str(ARGUMENTS.threads)

import torch  # noqa: E402
from torch.nn import functional as F  # noqa: E402

GOLDEN = os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "..", "tests", "golden")
sys.path.insert(0, GOLDEN)
import networks  # noqa: E402


class Peer:
    def __init__(self, arguments):
        torch.set_num_threads(arguments.threads)
        torch.manual_seed(0)
        layout = torch.channels_last if arguments.channels_last else torch.contiguous_format
        network = networks.build(arguments.architecture, arguments.channels, arguments.classes)
        self.network = network.to(memory_format=layout)
        images = torch.randn(arguments.batch, arguments.channels, arguments.height, arguments.height)
        self.images = images.contiguous(memory_format=layout)
        self.labels = torch.randint(arguments.classes, (arguments.batch,))
        # None leaves the choice between the two forms to PyTorch.
        self.optimizer = torch.optim.SGD(
            self.network.parameters(), arguments.learning_rate, momentum=0.9, weight_decay=5e-4,
            foreach=arguments.foreach or None)

    def run(self, steps):
        self.network.train()
        start = time.perf_counter()
        for _ in range(steps):
            loss = F.cross_entropy(self.network(self.images), self.labels)
            self.optimizer.zero_grad(set_to_none=True)
            loss.backward()
            self.optimizer.step()
        seconds = time.perf_counter() - start
        return {"steps": steps, "seconds": seconds, "loss": loss.item()}

    def forward(self, steps):
        self.network.eval()
        start = time.perf_counter()
        with torch.inference_mode():
            for _ in range(steps):
                self.network(self.images)
        return {"steps": steps, "seconds": time.perf_counter() - start}


def answer(peer, line):
    words = line.split()
    if len(words) == 2 and words[0] in ("run", "forward") and words[1].isdigit() and int(words[1]) > 0:
        return getattr(peer, words[0])(int(words[1]))
    return {"error": f"unknown request '{line.strip()}'; it is 'run N', 'forward N' or 'quit'"}


def say(message):
    print(json.dumps(message), flush=True)


def main():
    peer = Peer(ARGUMENTS)
    parameters = sum(parameter.numel() for parameter in peer.network.parameters())
    say({"ready": True, "torch": torch.__version__, "threads": torch.get_num_threads(), "parameters": parameters,
         **{name: getattr(ARGUMENTS, name) for name in ("architecture", "batch", "channels", "classes", "height")}})
    for line in sys.stdin:
        if line.strip() == "quit":
            break
        say(answer(peer, line))


if __name__ == "__main__":
    main()
