"""Five steps of each optimizer on small tensors with given gradients, and gradient clipping by the global norm."""

import os

import torch

import safetensors

STEPS = 5
SHAPES = {"weight": (4, 3, 3, 3), "bias": (4,), "matrix": (7, 5)}

OPTIMIZERS = {
    "sgd": (torch.optim.SGD, {"lr": 0.05, "momentum": 0.9, "weight_decay": 5e-4}),
    "sgd-nesterov": (torch.optim.SGD, {"lr": 0.05, "momentum": 0.9, "weight_decay": 5e-4, "nesterov": True}),
    "adamw": (torch.optim.AdamW, {"lr": 1e-3, "betas": (0.9, 0.999), "eps": 1e-8, "weight_decay": 0.01}),
}


def random_tensors():
    return {name: torch.randn(shape) for name, shape in SHAPES.items()}


def optimizer_case(constructor, options):
    """Tensors initial.NAME, gradient.STEP.NAME, after.STEP.NAME; STEP counts from 0."""
    parameters = {name: torch.nn.Parameter(value) for name, value in random_tensors().items()}
    tensors = {f"initial.{name}": parameter.detach().clone() for name, parameter in parameters.items()}
    optimizer = constructor(parameters.values(), **options)
    for step in range(STEPS):
        for name, gradient in random_tensors().items():
            # The sizes differ from step to step, so that the moments matter.
            parameters[name].grad = gradient * 0.3 * (step + 1)
            tensors[f"gradient.{step}.{name}"] = parameters[name].grad.clone()
        optimizer.step()
        tensors.update({f"after.{step}.{name}": value.detach().clone() for name, value in parameters.items()})
    return tensors


def clipping_case(max_norm):
    """PyTorch multiplies by min(1, max_norm / (norm + 1e-6)), with the norm over all tensors together."""
    parameters = {name: torch.nn.Parameter(value) for name, value in random_tensors().items()}
    for name, gradient in random_tensors().items():
        parameters[name].grad = gradient
    tensors = {f"gradient.{name}": parameter.grad.clone() for name, parameter in parameters.items()}
    tensors["norm"] = torch.nn.utils.clip_grad_norm_(parameters.values(), max_norm)
    tensors.update({f"clipped.{name}": parameter.grad for name, parameter in parameters.items()})
    return tensors


def write_all(folder):
    torch.manual_seed(20240802)
    for name, (constructor, options) in OPTIMIZERS.items():
        path = os.path.join(folder, "optimizers", f"{name}.safetensors")
        safetensors.write(path, optimizer_case(constructor, options), **options)
    for name, max_norm in (("clipping", 1.0), ("clipping-within-norm", 1000.0)):
        path = os.path.join(folder, "optimizers", f"{name}.safetensors")
        safetensors.write(path, clipping_case(max_norm), max_norm=max_norm)
