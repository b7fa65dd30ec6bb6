"""MobileNetV2 and the two ShuffleNets for 32x32 images. See networks.py."""

import torch
from torch import nn
from torch.nn import functional as F

from layers import convolution, global_average, he_normal, small_normal


def shuffle(features, groups):
    """Channel shuffle: channel g * (C / groups) + c moves to c * groups + g."""
    count, channels, height, width = features.shape
    grouped = features.view(count, groups, channels // groups, height, width)
    return grouped.transpose(1, 2).reshape(count, channels, height, width)


def conv_bn_relu(inputs, outputs, kernel, stride=1, groups=1):
    return [convolution(inputs, outputs, kernel, stride, groups), nn.BatchNorm2d(outputs), nn.ReLU(inplace=True)]


class InvertedResidual(nn.Module):
    """Expand, filter each channel, project without activation. The expansion stays even where its factor is one."""

    def __init__(self, inputs, outputs, stride, expansion):
        super().__init__()
        width = inputs * expansion
        self.has_shortcut = stride == 1 and inputs == outputs
        self.conv = nn.Sequential(
            *conv_bn_relu(inputs, width, 1), *conv_bn_relu(width, width, 3, stride, groups=width),
            convolution(width, outputs, 1), nn.BatchNorm2d(outputs))

    def forward(self, x):
        return x + self.conv(x) if self.has_shortcut else self.conv(x)


class MobileNetV2(nn.Module):
    """Expansion 6, width 0.5 with a full head of 1,280 channels, ReLU instead of ReLU6."""

    # Expansion, output channels at width 1, blocks, stride of the first block.
    STAGES = ((1, 16, 1, 1), (6, 24, 2, 1), (6, 32, 3, 2), (6, 64, 4, 2), (6, 96, 3, 1), (6, 160, 3, 2), (6, 320, 1, 1))
    HEAD = 1280

    def __init__(self, channels, classes):
        super().__init__()
        inputs = 16
        self.conv1 = nn.Sequential(*conv_bn_relu(channels, inputs, 3, 2))
        self.blocks = nn.ModuleList()
        for expansion, full_width, count, stride in self.STAGES:
            outputs = full_width // 2
            first = InvertedResidual(inputs, outputs, stride, expansion)
            rest = [InvertedResidual(outputs, outputs, 1, expansion) for _ in range(count - 1)]
            self.blocks.append(nn.Sequential(first, *rest))
            inputs = outputs
        self.conv2 = nn.Sequential(*conv_bn_relu(inputs, self.HEAD, 1))
        self.classifier = nn.Sequential(nn.Linear(self.HEAD, classes))
        he_normal(self)
        small_normal(self.classifier[0])

    def forward(self, images):
        x = self.conv1(images)
        for stage in self.blocks:
            x = stage(x)
        return self.classifier(global_average(self.conv2(x)))


class ShuffleV1Block(nn.Module):
    """At stride 2 the pooled input is concatenated, so the block itself makes outputs - inputs channels."""

    GROUPS = 3

    def __init__(self, inputs, outputs, stride, is_first):
        super().__init__()
        made = outputs - inputs if stride == 2 else outputs
        middle = made // 4
        self.stride = stride
        # The stem has too few channels to be worth grouping, so the first block of all does not group them.
        self.first_groups = 1 if is_first else self.GROUPS
        self.conv1 = convolution(inputs, middle, 1, groups=self.first_groups)
        self.bn1 = nn.BatchNorm2d(middle)
        self.conv2 = convolution(middle, middle, 3, stride, groups=middle)
        self.bn2 = nn.BatchNorm2d(middle)
        self.conv3 = convolution(middle, made, 1, groups=self.GROUPS)
        self.bn3 = nn.BatchNorm2d(made)

    def forward(self, x):
        out = shuffle(F.relu(self.bn1(self.conv1(x)), inplace=True), self.first_groups)
        out = F.relu(self.bn2(self.conv2(out)), inplace=True)
        out = self.bn3(self.conv3(out))
        if self.stride == 1:
            return F.relu(out + x, inplace=True)
        return F.relu(torch.cat((out, F.avg_pool2d(x, 3, 2, 1)), 1), inplace=True)


class ShuffleNetV1(nn.Module):
    def __init__(self, channels, classes):
        super().__init__()
        self.conv1 = convolution(channels, 24, 1)
        self.bn1 = nn.BatchNorm2d(24)
        inputs = 24
        for index, (outputs, count) in enumerate(((240, 4), (480, 8), (960, 4))):
            first = ShuffleV1Block(inputs, outputs, 2, is_first=index == 0)
            rest = [ShuffleV1Block(outputs, outputs, 1, is_first=False) for _ in range(count - 1)]
            self.add_module(f"layer{index + 1}", nn.Sequential(first, *rest))
            inputs = outputs
        self.linear = nn.Linear(inputs, classes)

    def forward(self, images):
        x = F.relu(self.bn1(self.conv1(images)), inplace=True)
        return self.linear(global_average(self.layer3(self.layer2(self.layer1(x)))))


class ShuffleV2Block(nn.Module):
    """The first half of the channels passes untouched, the second is convolved, and both are shuffled."""

    def __init__(self, width):
        super().__init__()
        half = width // 2
        self.conv1 = convolution(half, half, 1)
        self.bn1 = nn.BatchNorm2d(half)
        self.conv2 = convolution(half, half, 3, groups=half)
        self.bn2 = nn.BatchNorm2d(half)
        self.conv3 = convolution(half, half, 1)
        self.bn3 = nn.BatchNorm2d(half)

    def forward(self, x):
        kept, out = x.chunk(2, 1)
        out = F.relu(self.bn1(self.conv1(out)), inplace=True)
        out = self.bn2(self.conv2(out))
        out = F.relu(self.bn3(self.conv3(out)), inplace=True)
        return shuffle(torch.cat((kept, out), 1), 2)


class ShuffleV2Down(nn.Module):
    """Halves the resolution: both branches see all channels, each makes half of the outputs."""

    def __init__(self, inputs, outputs):
        super().__init__()
        half = outputs // 2
        self.conv1 = convolution(inputs, inputs, 3, 2, groups=inputs)
        self.bn1 = nn.BatchNorm2d(inputs)
        self.conv2 = convolution(inputs, half, 1)
        self.bn2 = nn.BatchNorm2d(half)
        self.conv3 = convolution(inputs, half, 1)
        self.bn3 = nn.BatchNorm2d(half)
        self.conv4 = convolution(half, half, 3, 2, groups=half)
        self.bn4 = nn.BatchNorm2d(half)
        self.conv5 = convolution(half, half, 1)
        self.bn5 = nn.BatchNorm2d(half)

    def forward(self, x):
        left = F.relu(self.bn2(self.conv2(self.bn1(self.conv1(x)))), inplace=True)
        right = self.bn4(self.conv4(F.relu(self.bn3(self.conv3(x)), inplace=True)))
        right = F.relu(self.bn5(self.conv5(right)), inplace=True)
        return shuffle(torch.cat((left, right), 1), 2)


class ShuffleNetV2(nn.Module):
    def __init__(self, channels, classes):
        super().__init__()
        self.conv1 = convolution(channels, 24, 1)
        self.bn1 = nn.BatchNorm2d(24)
        inputs = 24
        for index, (outputs, count) in enumerate(((116, 3), (232, 7), (464, 3))):
            basic = [ShuffleV2Block(outputs) for _ in range(count)]
            self.add_module(f"layer{index + 1}", nn.Sequential(ShuffleV2Down(inputs, outputs), *basic))
            inputs = outputs
        self.conv2 = convolution(inputs, 1024, 1)
        self.bn2 = nn.BatchNorm2d(1024)
        self.linear = nn.Linear(1024, classes)

    def forward(self, images):
        x = F.relu(self.bn1(self.conv1(images)), inplace=True)
        x = self.layer3(self.layer2(self.layer1(x)))
        return self.linear(global_average(F.relu(self.bn2(self.conv2(x)), inplace=True)))
