#!/usr/bin/python3
"""Writes the golden files that the tests of the product compare with: make_fixtures.py OUT_DIR.

README.md beside this file names each tensor. Needs Debian's python3-torch and python3-torchvision and one core.
"""

import os
import sys

for variable in ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS"):
    os.environ[variable] = "1"  # Read when the libraries load; the order of sums depends on it.

import torch  # noqa: E402

import loss_fixtures  # noqa: E402
import network_fixtures  # noqa: E402
import optimizer_fixtures  # noqa: E402
import published_fixtures  # noqa: E402
import unix_fixtures  # noqa: E402


def main():
    if len(sys.argv) != 2:
        sys.exit("usage: make_fixtures.py OUT_DIR")
    folder = sys.argv[1]
    torch.set_num_threads(1)
    done = os.path.join(folder, "DONE")
    if os.path.exists(done):
        os.remove(done)
    for fixtures in (unix_fixtures, loss_fixtures, optimizer_fixtures, network_fixtures,
                     published_fixtures):
        fixtures.write_all(folder)
    with open(done, "w", encoding="ascii") as file:
        file.write(torch.__version__ + "\n")


if __name__ == "__main__":
    main()
