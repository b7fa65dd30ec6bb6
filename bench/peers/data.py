#!/usr/bin/python3
"""The data path of torchvision with Pillow: JPEGs from tar files, RandomResizedCrop, RandomHorizontalFlip, bytes.

Reads numbers of images from standard input, a line each, and answers how many seconds they took. Worker processes go through
their shards again and again and keep what they prepare to themselves: sending batches to another process is not counted.
Each turn begins and ends with idle workers. `distill bench data` starts it.
"""

import argparse
import io
import json
import multiprocessing
import os
import sys
import tarfile
import time

for variable in ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS"):
    os.environ[variable] = "1"  # Each worker is one core.

import torch  # noqa: E402
import torchvision  # noqa: E402
from PIL import Image, __version__ as pillow_version  # noqa: E402
from torchvision import transforms  # noqa: E402

BATCH = 64


def images(shards):
    """Encoded images of all shards, without end, in the order of the files: the quickest that tarfile can do."""
    while True:
        for path in shards:
            with tarfile.open(path, "r|") as tar:
                for entry in tar:
                    if entry.name.endswith((".jpg", ".jpeg")):
                        yield tar.extractfile(entry).read()


def work(shards, size, requests, answers):
    torch.set_num_threads(1)
    transform = transforms.Compose([
        transforms.RandomResizedCrop(size), transforms.RandomHorizontalFlip(), transforms.PILToTensor()])
    batch = torch.empty(BATCH, 3, size, size, dtype=torch.uint8)
    source = images(shards)
    while True:
        for number in range(requests.get()):
            image = Image.open(io.BytesIO(next(source))).convert("RGB")
            batch[number % BATCH] = transform(image)
        answers.put(None)


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--size", type=int, default=224)
    parser.add_argument("--workers", type=int, default=2)
    parser.add_argument("shards", nargs="+")
    options = parser.parse_args()
    answers = multiprocessing.Queue()
    requests = []
    for worker in range(options.workers):
        own = options.shards[worker::options.workers] or options.shards
        queue = multiprocessing.Queue()
        requests.append(queue)
        multiprocessing.Process(target=work, args=(own, options.size, queue, answers), daemon=True).start()
    version = f"torchvision {torchvision.__version__} with Pillow {pillow_version}"
    print(json.dumps({"version": version}), flush=True)
    for line in sys.stdin:
        count = int(line)
        begun = time.perf_counter()
        for worker, queue in enumerate(requests):
            queue.put(count // options.workers + (worker < count % options.workers))
        for _ in requests:
            answers.get()
        print(json.dumps({"seconds": time.perf_counter() - begun}), flush=True)


if __name__ == "__main__":
    main()
