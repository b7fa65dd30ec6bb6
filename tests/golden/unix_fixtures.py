"""One UNIX step (Xu, Liu, Loy, arXiv 2012.09413) on given logits: scores, ranks, mixing and loss, in double precision.

Two batches: a whole one, and the last one of an epoch, which is smaller than the nominal size that the correction
factors are computed with.
"""

import os

import numpy
import torch

import safetensors
from loss_fixtures import divergence, mixed_cross_entropy

NOMINAL = 64  # N
KEPT = 48  # k
MIDPOINT = 32  # b
SLOPE = 10.0  # w
TEMPERATURE = 4.0
CLASSES = 100
IMAGE = (3, 8, 8)
SATURATED_ROW = 5
# Ranks must not hang on rounding: no two scores of a measure come closer than this.
SMALLEST_GAP = 2e-5
# What the factors must be at N = 64, b = 32, w = 10, to the digits given.
KNOWN_FACTORS = {0: .0072, 8: .0248, 15: .0706, 16: .0815, 23: .2095, 24: .2365, 31: .4805, 32: .5195,
                 39: .7635, 40: .7905, 47: .9185, 48: .9294, 63: .9928}


def log_softmax(logits):
    shifted = logits - logits.max(1, keepdims=True)
    return shifted - numpy.log(numpy.exp(shifted).sum(1, keepdims=True))


def uncertainties(logits):
    """Higher is more uncertain. From log-probabilities, so that a vanished probability adds zero and not NaN."""
    logs = log_softmax(logits)
    probabilities = numpy.exp(logs)
    descending = -numpy.sort(-probabilities, 1)
    return {
        "least_confidence": 1.0 - descending[:, 0],
        "margin": descending[:, 1] - descending[:, 0],
        "entropy": -(probabilities * logs).sum(1),
    }


def correction_factors(count):
    """c_r for ranks 0..count-1, rank 0 the most uncertain: sigmoid(w * (r / N - (2b - 1) / 2N))."""
    ranks = numpy.arange(count) / NOMINAL
    middle = (2 * MIDPOINT - 1) / (2 * NOMINAL)
    return 1.0 / (1.0 + numpy.exp(-SLOPE * (ranks - middle)))


def draw_logits(count):
    """Rows from almost uniform to certain, one of them so certain that all other probabilities underflow."""
    for seed in range(20240804, 20240904):
        generator = numpy.random.default_rng(seed)
        sharpness = numpy.linspace(0.3, 4.0, count)[generator.permutation(count), None]
        logits = (sharpness * generator.standard_normal((count, CLASSES))).astype(numpy.float32)
        logits[SATURATED_ROW] = 0.0
        logits[SATURATED_ROW, 17] = 1000.0
        gaps = [numpy.diff(numpy.sort(scores)).min() for scores in uncertainties(logits.astype(float)).values()]
        if min(gaps) > SMALLEST_GAP:
            return generator, logits
    raise RuntimeError("no seed gives scores that are far enough apart")


def loss_tensors(tensors):
    """The step's losses and their gradients by the student's logits, label-free and with label weight 0.1."""
    logits = torch.from_numpy(tensors["student_mixed_logits"]).double().requires_grad_()
    teacher = torch.from_numpy(tensors["teacher_mixed_logits"]).double()
    own, partner = torch.from_numpy(tensors["kept_labels"]), torch.from_numpy(tensors["partner_labels"])
    weights = torch.from_numpy(tensors["partner_weights"][:len(own)])
    distilled = divergence(logits, teacher, TEMPERATURE)
    labelled = mixed_cross_entropy(logits, own, partner, weights)
    total = 0.1 * labelled + 0.9 * distilled
    return {
        "distill_loss": distilled, "label_loss": labelled, "total_loss": total,
        "distill_loss.gradient": torch.autograd.grad(distilled, logits, retain_graph=True)[0],
        "total_loss.gradient": torch.autograd.grad(total, logits)[0],
    }


def step_case(count):
    generator, logits = draw_logits(count)
    kept = min(KEPT, count)
    images = generator.standard_normal((count, *IMAGE)).astype(numpy.float32)
    labels = generator.integers(CLASSES, size=count)
    partners = generator.permutation(count)
    beta = generator.uniform(0.3, 1.0)
    scores = uncertainties(logits.astype(float))
    order = {name: numpy.argsort(-values, kind="stable") for name, values in scores.items()}
    factors = correction_factors(count)
    weights = beta * factors
    chosen, partner = order["entropy"][:kept], partners[:kept]
    own_share = (1.0 - weights[:kept]).reshape(-1, 1, 1, 1)
    mixed = own_share * images[chosen] + (1.0 - own_share) * images[partner]
    tensors = {
        "logits": logits, "inputs": images, "labels": labels, "permutation": partners, "lambda": numpy.array(beta),
        **{f"uncertainty.{name}": values for name, values in scores.items()},
        **{f"rank.{name}": indices for name, indices in order.items()},
        "correction": factors, "partner_weights": weights, "mixed": mixed,
        "kept_labels": labels[chosen], "partner_labels": labels[partner],
        "student_mixed_logits": (2.0 * generator.standard_normal((kept, CLASSES))).astype(numpy.float32),
        "teacher_mixed_logits": (4.0 * generator.standard_normal((kept, CLASSES))).astype(numpy.float32),
    }
    return {**tensors, **loss_tensors(tensors)}


def check_factors():
    factors = correction_factors(NOMINAL)
    for rank, known in KNOWN_FACTORS.items():
        if abs(factors[rank] - known) > 6e-5:
            raise RuntimeError(f"the correction factor of rank {rank} is {factors[rank]:.5f} and should be {known}")


def write_all(folder):
    check_factors()
    facts = {"nominal": NOMINAL, "kept": KEPT, "midpoint": MIDPOINT, "slope": SLOPE, "temperature": TEMPERATURE}
    safetensors.write(os.path.join(folder, "unix", "full-batch.safetensors"), step_case(NOMINAL), **facts)
    safetensors.write(os.path.join(folder, "unix", "last-batch.safetensors"), step_case(16), **facts)
