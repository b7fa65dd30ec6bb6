#!/usr/bin/python3
"""The PyTorch side of `distill bench nodes`: DistributedDataParallel on gloo, as a PyTorch user would write it.

It starts the processes itself and prints one number: images a second of all processes together. Every process trains on
one batch that stays in memory, so nothing is lost to reading images.
"""

import argparse
import os
import sys
import time


def parse_arguments():
    parser = argparse.ArgumentParser()
    parser.add_argument("--architecture", required=True, help="a name of tests/golden/networks.py, such as resnet8")
    parser.add_argument("--processes", type=int, default=2)
    parser.add_argument("--batch", type=int, default=64, help="of each process")
    parser.add_argument("--threads", type=int, default=1, help="of each process")
    parser.add_argument("--channels", type=int, default=1)
    parser.add_argument("--classes", type=int, default=10)
    parser.add_argument("--pixels", type=int, default=32, help="height and width of the images")
    parser.add_argument("--warm-up", type=int, default=10, help="steps that are not timed")
    parser.add_argument("--steps", type=int, default=100, help="steps that are timed")
    parser.add_argument("--channels-last", action="store_true", help="network and images in channels_last order")
    return parser.parse_args()


ARGUMENTS = parse_arguments()
for variable in ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS"):
    os.environ[variable] = str(ARGUMENTS.threads)

import tempfile  # noqa: E402

import torch  # noqa: E402
import torch.distributed as distributed  # noqa: E402
import torch.multiprocessing as multiprocessing  # noqa: E402
from torch.nn import functional as F  # noqa: E402
from torch.nn.parallel import DistributedDataParallel  # noqa: E402

GOLDEN = os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "..", "tests", "golden")
sys.path.insert(0, GOLDEN)


def train(rank, arguments, store, results):
    import networks
    torch.set_num_threads(arguments.threads)
    torch.manual_seed(rank)
    distributed.init_process_group("gloo", init_method=f"file://{store}", rank=rank, world_size=arguments.processes)
    layout = torch.channels_last if arguments.channels_last else torch.contiguous_format
    network = networks.build(arguments.architecture, arguments.channels, arguments.classes).to(memory_format=layout)
    model = DistributedDataParallel(network)
    images = torch.randn(arguments.batch, arguments.channels, arguments.pixels, arguments.pixels)
    images = images.contiguous(memory_format=layout)
    labels = torch.randint(arguments.classes, (arguments.batch,))
    optimizer = torch.optim.SGD(model.parameters(), 0.01, momentum=0.9, weight_decay=5e-4)

    def steps(count):
        for _ in range(count):
            loss = F.cross_entropy(model(images), labels)
            optimizer.zero_grad(set_to_none=True)
            loss.backward()
            optimizer.step()

    steps(arguments.warm_up)
    distributed.barrier()
    start = time.perf_counter()
    steps(arguments.steps)
    distributed.barrier()
    if rank == 0:
        results.put(arguments.processes * arguments.batch * arguments.steps / (time.perf_counter() - start))


def main():
    with tempfile.TemporaryDirectory() as folder:
        results = multiprocessing.get_context("spawn").SimpleQueue()
        multiprocessing.spawn(
            train, (ARGUMENTS, os.path.join(folder, "store"), results), nprocs=ARGUMENTS.processes)
        print(results.get())


if __name__ == "__main__":
    main()
