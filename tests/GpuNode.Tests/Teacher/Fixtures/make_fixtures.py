"""Makes the TorchScript teachers beside it: /usr/bin/python3 tests/GpuNode.Tests/Teacher/Fixtures/make_fixtures.py

They are kept in the repository, so that the tests need no PyTorch.
"""

import os

import torch


class Means(torch.nn.Module):
    """The mean of each image, times 0, 1, ... for each class."""

    def __init__(self, classes: int):
        super().__init__()
        self.register_buffer("factors", torch.arange(classes, dtype=torch.float32))

    def forward(self, images: torch.Tensor) -> torch.Tensor:
        return images.mean(dim=[1, 2, 3]).unsqueeze(1) * self.factors


class Pair(torch.nn.Module):
    def forward(self, images: torch.Tensor):
        return images, images


class Words(torch.nn.Module):
    def forward(self, images: torch.Tensor) -> str:
        return "no tensor"


class Wide(torch.nn.Module):
    """Takes images of 3 columns alone."""

    def forward(self, images: torch.Tensor) -> torch.Tensor:
        return images @ torch.ones(3, 10)


def save(name: str, module: torch.nn.Module) -> None:
    torch.jit.script(module).save(os.path.join(os.path.dirname(os.path.abspath(__file__)), f"{name}.pt"))


save("means", Means(10))
save("seven_classes", Means(7))
save("pair", Pair())
save("words", Words())
save("wide", Wide())
