"""Forward, loss, gradients and ten optimizer steps of six networks.

All is computed in double precision. In single precision a ReLU input within rounding of zero changes sign now and then,
which moves a gradient by a hundredth, and after ten steps MobileNetV2's weights differ in the first digit. Networks that
are calmer are computed in single precision too.
"""

import os

import torch
from torch import nn
from torch.nn import functional as F

import networks
import safetensors

# Architecture, channels, height and width in pixels, classes, learning rate. At 0.01 MobileNetV2's first steps
# multiply any difference by ten each, so that even double precision would not be enough.
CASES = (
    ("lenet5", 1, 32, 10, 0.01),
    ("resnet8", 3, 32, 100, 0.01),
    ("wrn-16-2", 3, 32, 100, 0.01),
    ("mobilenetv2", 3, 32, 100, 0.001),
    ("shufflenetv2", 3, 32, 100, 0.01),
    ("resnet18", 3, 64, 100, 0.01),
)
# Networks whose first pass is also given in single precision: other kernels of the same function agree to 1e-5.
SINGLE_PRECISION = ("lenet5", "resnet8", "wrn-16-2", "resnet18")
# Networks whose ten steps are so too: no rounding difference grows in these two.
SINGLE_PRECISION_STEPS = ("lenet5", "resnet8")
BATCH = 8
STEPS = 10
TEMPERATURE = 4.0
LABEL_WEIGHT = 0.1
DISTILL_WEIGHT = 0.9
MOMENTUM = 0.9
WEIGHT_DECAY = 5e-4


def distillation_loss(logits, teacher_logits, labels):
    """LABEL_WEIGHT * CE + DISTILL_WEIGHT * T^2 * KL(teacher || student), the KL summed over classes, mean over rows."""
    distance = F.kl_div(F.log_softmax(logits / TEMPERATURE, 1), F.softmax(teacher_logits / TEMPERATURE, 1),
                        reduction="batchmean")
    return LABEL_WEIGHT * F.cross_entropy(logits, labels) + DISTILL_WEIGHT * TEMPERATURE ** 2 * distance


def unsettle_batch_norm(network, images):
    """Gives BatchNorm values that differ from its defaults: a swap of two buffers or a lost eps must show up."""
    for module in network.modules():
        if isinstance(module, nn.BatchNorm2d):
            nn.init.uniform_(module.weight, 0.5, 1.5)
            nn.init.normal_(module.bias, std=0.1)
    network.train()
    with torch.no_grad():
        for _ in range(3):
            network(torch.randn_like(images) * 1.1 + 0.1)


def make_case(architecture, channels, height, classes):
    """A network with its batch: (network, initial state, images, labels, teacher logits)."""
    torch.manual_seed(20240801)
    network = networks.build(architecture, channels, classes)
    images = torch.randn(BATCH, channels, height, height)
    labels = torch.randint(classes, (BATCH,))
    teacher_logits = 3.0 * torch.randn(BATCH, classes)
    unsettle_batch_norm(network, images)
    return network, copied_state(network), images, labels, teacher_logits


def copied_state(network):
    return {name: value.detach().clone() for name, value in network.state_dict().items()}


def first_pass(network, images, labels, teacher_logits):
    """Logits of both modes, the loss and its gradients at the initial state. Leaves BatchNorm's buffers changed."""
    network.eval()
    with torch.no_grad():
        eval_logits = network(images)
    network.train()
    train_logits = network(images)
    loss = distillation_loss(train_logits, teacher_logits, labels)
    network.zero_grad(set_to_none=True)
    loss.backward()
    gradients = {name: parameter.grad.clone() for name, parameter in network.named_parameters()}
    return {"eval_logits": eval_logits, "train_logits": train_logits, "loss": loss}, gradients


def train(network, images, labels, teacher_logits, learning_rate):
    """Ten SGD steps; step i sees the images rolled i pixels to the right. Returns the losses before each step."""
    network.train()
    optimizer = torch.optim.SGD(network.parameters(), learning_rate, MOMENTUM, weight_decay=WEIGHT_DECAY)
    losses = []
    for step in range(STEPS):
        loss = distillation_loss(network(torch.roll(images, step, dims=3)), teacher_logits, labels)
        optimizer.zero_grad(set_to_none=True)
        loss.backward()
        optimizer.step()
        losses.append(loss.detach())
    return torch.stack(losses)


def as_single(state):
    return {name: value.float() if value.is_floating_point() else value for name, value in state.items()}


def write_case(folder, architecture, channels, height, classes, learning_rate):
    network, initial, images, labels, teacher_logits = make_case(architecture, channels, height, classes)
    batch = {"inputs": images, "labels": labels, "teacher_logits": teacher_logits}
    safetensors.write(os.path.join(folder, "initial.safetensors"), initial, architecture=architecture)
    results = {}
    if architecture in SINGLE_PRECISION:
        single, gradients = first_pass(network, images, labels, teacher_logits)
        results.update({f"single_{name}": value for name, value in single.items()})
        safetensors.write(os.path.join(folder, "single-gradients.safetensors"), gradients)
    if architecture in SINGLE_PRECISION_STEPS:
        network.load_state_dict(initial)
        results["single_losses"] = train(network, images, labels, teacher_logits, learning_rate)
        safetensors.write(os.path.join(folder, "after-ten-single-steps.safetensors"), network.state_dict())

    network.load_state_dict(initial)
    network.double()
    exact, gradients = first_pass(network, images.double(), labels, teacher_logits.double())
    safetensors.write(os.path.join(folder, "gradients.safetensors"), as_single(gradients))
    network.load_state_dict(initial)
    losses = train(network, images.double(), labels, teacher_logits.double(), learning_rate)
    safetensors.write(os.path.join(folder, "after-ten-steps.safetensors"), as_single(network.state_dict()))
    safetensors.write(
        os.path.join(folder, "batch.safetensors"), {**batch, **results, **exact, "losses": losses},
        learning_rate=learning_rate, momentum=MOMENTUM, weight_decay=WEIGHT_DECAY, temperature=TEMPERATURE,
        label_weight=LABEL_WEIGHT, distill_weight=DISTILL_WEIGHT)


def write_all(folder):
    for architecture, *case in CASES:
        write_case(os.path.join(folder, "networks", architecture), architecture, *case)
