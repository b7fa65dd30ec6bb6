"""Small parts that several of the reference networks share."""

from torch import nn
from torch.nn import functional as F


def convolution(inputs, outputs, kernel, stride=1, groups=1, bias=False):
    """A convolution that keeps the resolution at stride 1 and halves it, rounded up, at stride 2."""
    return nn.Conv2d(inputs, outputs, kernel, stride, padding=kernel // 2, groups=groups, bias=bias)


def global_average(features):
    """[N, C, H, W] to [N, C]. Equals the fixed pooling windows of the public code at their 32x32 inputs."""
    return F.adaptive_avg_pool2d(features, 1).flatten(1)


def he_normal(network):
    """Convolutions get N(0, 2 / (k^2 * out)), that is Kaiming's fan-out form. Biases start at zero."""
    for module in network.modules():
        if isinstance(module, nn.Conv2d):
            nn.init.kaiming_normal_(module.weight, mode="fan_out", nonlinearity="relu")
            if module.bias is not None:
                nn.init.zeros_(module.bias)


def small_normal(linear):
    nn.init.normal_(linear.weight, std=0.01)
    nn.init.zeros_(linear.bias)
