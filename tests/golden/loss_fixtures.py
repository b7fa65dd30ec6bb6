"""Losses and their gradients by the student's logits, in double precision from logits that single precision holds."""

import os

import torch
from torch.nn import functional as F

import safetensors

ROWS, CLASSES = 16, 100
SMOOTHING = 0.1


def divergence(logits, teacher_logits, temperature):
    """T^2 * KL(softmax(teacher / T) || softmax(student / T)), summed over classes, mean over rows."""
    student = torch.log_softmax(logits / temperature, 1)
    teacher = torch.log_softmax(teacher_logits / temperature, 1)
    return temperature ** 2 * (teacher.exp() * (teacher - student)).sum(1).mean()


def mixed_cross_entropy(logits, labels, partner_labels, partner_weights):
    """Mean over rows of (1 - m) * CE(own label) + m * CE(partner's label), m one weight a row."""
    own = F.cross_entropy(logits, labels, reduction="none")
    partner = F.cross_entropy(logits, partner_labels, reduction="none")
    return ((1 - partner_weights) * own + partner_weights * partner).mean()


def write_all(folder):
    torch.manual_seed(20240803)
    inputs = {
        "logits": 2.0 * torch.randn(ROWS, CLASSES), "teacher_logits": 4.0 * torch.randn(ROWS, CLASSES),
        "labels": torch.randint(CLASSES, (ROWS,)), "partner_labels": torch.randint(CLASSES, (ROWS,)),
        "partner_weights": torch.rand(ROWS),
    }
    teacher = inputs["teacher_logits"].double()
    labels, partner_labels = inputs["labels"], inputs["partner_labels"]
    weights = inputs["partner_weights"].double()
    cases = {
        "cross_entropy": lambda logits: F.cross_entropy(logits, labels),
        "label_smoothing": lambda logits: F.cross_entropy(logits, labels, label_smoothing=SMOOTHING),
        "mixed_cross_entropy": lambda logits: mixed_cross_entropy(logits, labels, partner_labels, weights),
        "divergence_1": lambda logits: divergence(logits, teacher, 1.0),
        "divergence_4": lambda logits: divergence(logits, teacher, 4.0),
    }
    tensors = dict(inputs)
    for name, loss_of in cases.items():
        logits = inputs["logits"].double().requires_grad_()
        loss = loss_of(logits)
        loss.backward()
        tensors[name] = loss
        tensors[f"{name}.gradient"] = logits.grad
    safetensors.write(os.path.join(folder, "losses.safetensors"), tensors, smoothing=SMOOTHING)
