"""The reference networks that the product's models are compared with.

The layers are written out here from the layouts that the papers and the usual CIFAR-100 distillation zoos describe.
Names and order of parameters and buffers are the ones of the usual public implementations, so that published state
dicts load by name. The ImageNet networks are torchvision's own.

Run as a program it checks the parameter counts: `python3 networks.py`.
"""

import sys

from torch import nn
from torch.nn import functional as F

from layers import convolution, global_average, he_normal, small_normal
from mobile_networks import MobileNetV2, ShuffleNetV1, ShuffleNetV2


def build(architecture, channels=3, classes=100):
    """Builds a network by its name (see NETWORKS). Input [N, channels, H, W], output logits [N, classes]."""
    if architecture not in NETWORKS:
        raise SystemExit(f"unknown architecture '{architecture}'; known are: {', '.join(NETWORKS)}")
    return NETWORKS[architecture](channels, classes)


class LeNet5(nn.Module):
    """LeNet-5 with BatchNorm after each convolution. Input 32x32; 61,750 parameters at one channel and ten classes."""

    def __init__(self, channels, classes):
        super().__init__()
        self.conv1 = nn.Conv2d(channels, 6, 5)
        self.bn1 = nn.BatchNorm2d(6)
        self.conv2 = nn.Conv2d(6, 16, 5)
        self.bn2 = nn.BatchNorm2d(16)
        self.fc1 = nn.Linear(16 * 5 * 5, 120)
        self.fc2 = nn.Linear(120, 84)
        self.fc3 = nn.Linear(84, classes)

    def forward(self, images):
        x = F.max_pool2d(F.relu(self.bn1(self.conv1(images)), inplace=True), 2)
        x = F.max_pool2d(F.relu(self.bn2(self.conv2(x)), inplace=True), 2).flatten(1)
        x = F.relu(self.fc1(x), inplace=True)
        x = F.relu(self.fc2(x), inplace=True)
        return self.fc3(x)


class BasicBlock(nn.Module):
    def __init__(self, inputs, outputs, stride):
        super().__init__()
        self.conv1 = convolution(inputs, outputs, 3, stride)
        self.bn1 = nn.BatchNorm2d(outputs)
        self.conv2 = convolution(outputs, outputs, 3)
        self.bn2 = nn.BatchNorm2d(outputs)
        self.downsample = None
        if stride != 1 or inputs != outputs:
            self.downsample = nn.Sequential(convolution(inputs, outputs, 1, stride), nn.BatchNorm2d(outputs))

    def forward(self, x):
        shortcut = x if self.downsample is None else self.downsample(x)
        x = F.relu(self.bn1(self.conv1(x)), inplace=True)
        x = self.bn2(self.conv2(x))
        return F.relu(x + shortcut, inplace=True)


class CifarResNet(nn.Module):
    """Stages of (depth - 2) / 6 basic blocks at full, half and quarter resolution."""

    def __init__(self, channels, classes, depth, widths):
        super().__init__()
        stem, first, second, third = widths
        blocks = (depth - 2) // 6
        self.conv1 = convolution(channels, stem, 3)
        self.bn1 = nn.BatchNorm2d(stem)
        self.layer1 = self._stage(stem, first, blocks, 1)
        self.layer2 = self._stage(first, second, blocks, 2)
        self.layer3 = self._stage(second, third, blocks, 2)
        self.fc = nn.Linear(third, classes)
        he_normal(self)

    @staticmethod
    def _stage(inputs, outputs, blocks, stride):
        rest = [BasicBlock(outputs, outputs, 1) for _ in range(blocks - 1)]
        return nn.Sequential(BasicBlock(inputs, outputs, stride), *rest)

    def forward(self, images):
        x = F.relu(self.bn1(self.conv1(images)), inplace=True)
        x = self.layer3(self.layer2(self.layer1(x)))
        return self.fc(global_average(x))


class PreActivationBlock(nn.Module):
    """Where the shape changes, the shortcut convolution (no BatchNorm) takes the activated input."""

    def __init__(self, inputs, outputs, stride):
        super().__init__()
        self.bn1 = nn.BatchNorm2d(inputs)
        self.conv1 = convolution(inputs, outputs, 3, stride)
        self.bn2 = nn.BatchNorm2d(outputs)
        self.conv2 = convolution(outputs, outputs, 3)
        self.convShortcut = None if inputs == outputs else convolution(inputs, outputs, 1, stride)

    def forward(self, x):
        activated = F.relu(self.bn1(x), inplace=True)
        shortcut = x if self.convShortcut is None else self.convShortcut(activated)
        out = F.relu(self.bn2(self.conv1(activated)), inplace=True)
        return shortcut + self.conv2(out)


class WideStage(nn.Module):
    """Only gives the blocks their public names, blockN.layer.M."""

    def __init__(self, inputs, outputs, blocks, stride):
        super().__init__()
        rest = [PreActivationBlock(outputs, outputs, 1) for _ in range(blocks - 1)]
        self.layer = nn.Sequential(PreActivationBlock(inputs, outputs, stride), *rest)

    def forward(self, x):
        return self.layer(x)


class WideResNet(nn.Module):
    def __init__(self, channels, classes, depth, widen):
        super().__init__()
        blocks = (depth - 4) // 6
        self.conv1 = convolution(channels, 16, 3)
        self.block1 = WideStage(16, 16 * widen, blocks, 1)
        self.block2 = WideStage(16 * widen, 32 * widen, blocks, 2)
        self.block3 = WideStage(32 * widen, 64 * widen, blocks, 2)
        self.bn1 = nn.BatchNorm2d(64 * widen)
        self.fc = nn.Linear(64 * widen, classes)
        he_normal(self)
        nn.init.zeros_(self.fc.bias)

    def forward(self, images):
        x = self.block3(self.block2(self.block1(self.conv1(images))))
        return self.fc(global_average(F.relu(self.bn1(x), inplace=True)))


class Vgg(nn.Module):
    """Five blocks of 3x3 convolutions with bias. Max-pooling follows the first three blocks only."""

    WIDTHS = (64, 128, 256, 512, 512)

    def __init__(self, channels, classes, depths):
        super().__init__()
        inputs = channels
        for index, (width, depth) in enumerate(zip(self.WIDTHS, depths)):
            self.add_module(f"block{index}", self._block(inputs, width, depth))
            inputs = width
        self.classifier = nn.Linear(inputs, classes)
        he_normal(self)
        small_normal(self.classifier)

    @staticmethod
    def _block(inputs, width, depth):
        layers = []
        for index in range(depth):
            layers += [convolution(inputs if index == 0 else width, width, 3, bias=True), nn.BatchNorm2d(width)]
            layers.append(nn.ReLU(inplace=True))
        return nn.Sequential(*layers)

    def forward(self, images):
        x = images
        for index, block in enumerate((self.block0, self.block1, self.block2, self.block3, self.block4)):
            x = block(x)
            if index < 3:
                x = F.max_pool2d(x, 2)
        return self.classifier(global_average(x))


class BottleneckBlock(nn.Module):
    EXPANSION = 4

    def __init__(self, inputs, width, stride):
        super().__init__()
        outputs = width * self.EXPANSION
        self.conv1 = convolution(inputs, width, 1)
        self.bn1 = nn.BatchNorm2d(width)
        self.conv2 = convolution(width, width, 3, stride)
        self.bn2 = nn.BatchNorm2d(width)
        self.conv3 = convolution(width, outputs, 1)
        self.bn3 = nn.BatchNorm2d(outputs)
        self.shortcut = nn.Sequential()
        if stride != 1 or inputs != outputs:
            self.shortcut = nn.Sequential(convolution(inputs, outputs, 1, stride), nn.BatchNorm2d(outputs))

    def forward(self, x):
        shortcut = self.shortcut(x)
        x = F.relu(self.bn1(self.conv1(x)), inplace=True)
        x = F.relu(self.bn2(self.conv2(x)), inplace=True)
        return F.relu(self.bn3(self.conv3(x)) + shortcut, inplace=True)


class SmallStemResNet50(nn.Module):
    """ResNet-50 for 32x32 images: a 3x3 stem of stride 1 and no max-pooling."""

    def __init__(self, channels, classes):
        super().__init__()
        self.conv1 = convolution(channels, 64, 3)
        self.bn1 = nn.BatchNorm2d(64)
        inputs = 64
        for index, (width, blocks) in enumerate(zip((64, 128, 256, 512), (3, 4, 6, 3))):
            outputs = width * BottleneckBlock.EXPANSION
            first = BottleneckBlock(inputs, width, 1 if index == 0 else 2)
            rest = [BottleneckBlock(outputs, width, 1) for _ in range(blocks - 1)]
            self.add_module(f"layer{index + 1}", nn.Sequential(first, *rest))
            inputs = outputs
        self.linear = nn.Linear(inputs, classes)
        he_normal(self)

    def forward(self, images):
        x = F.relu(self.bn1(self.conv1(images)), inplace=True)
        x = self.layer4(self.layer3(self.layer2(self.layer1(x))))
        return self.linear(global_average(x))


def imagenet_resnet(depth):
    def construct(channels, classes):
        # Imported late: torchvision takes a second to load and the other networks do without it.
        import torchvision
        network = getattr(torchvision.models, f"resnet{depth}")(weights=None, num_classes=classes)
        if channels != 3:
            network.conv1 = nn.Conv2d(channels, 64, 7, 2, 3, bias=False)
        return network
    return construct


def cifar_resnet(depth, widths):
    return lambda channels, classes: CifarResNet(channels, classes, depth, widths)


def wide_resnet(depth, widen):
    return lambda channels, classes: WideResNet(channels, classes, depth, widen)


def vgg(depths):
    return lambda channels, classes: Vgg(channels, classes, depths)


NARROW = (16, 16, 32, 64)
FOURFOLD = (32, 64, 128, 256)

NETWORKS = {
    "lenet5": LeNet5,
    **{f"resnet{depth}": cifar_resnet(depth, NARROW) for depth in (8, 14, 20, 32, 44, 56, 110)},
    "resnet8x4": cifar_resnet(8, FOURFOLD),
    "resnet32x4": cifar_resnet(32, FOURFOLD),
    "wrn-16-2": wide_resnet(16, 2),
    "wrn-40-1": wide_resnet(40, 1),
    "wrn-40-2": wide_resnet(40, 2),
    "vgg8": vgg((1, 1, 1, 1, 1)),
    "vgg13": vgg((2, 2, 2, 2, 2)),
    "vgg16": vgg((2, 2, 3, 3, 3)),
    "mobilenetv2": MobileNetV2,
    "shufflenetv1": ShuffleNetV1,
    "shufflenetv2": ShuffleNetV2,
    "resnet50-cifar": SmallStemResNet50,
    "resnet18": imagenet_resnet(18),
    "resnet34": imagenet_resnet(34),
    "resnet50": imagenet_resnet(50),
}

# Architecture, channels, classes, parameters.
EXPECTED_COUNTS = (
    ("lenet5", 1, 10, 61_750),
    ("resnet8", 3, 100, 83_892), ("resnet20", 3, 100, 278_324), ("resnet56", 3, 100, 861_620),
    ("resnet8x4", 3, 100, 1_233_540), ("resnet32x4", 3, 100, 7_433_860),
    ("wrn-16-2", 3, 100, 703_284), ("wrn-40-1", 3, 100, 569_780), ("wrn-40-2", 3, 100, 2_255_156),
    ("vgg8", 3, 100, 3_965_028), ("vgg13", 3, 100, 9_462_180), ("vgg16", 3, 100, 14_774_436),
    ("mobilenetv2", 3, 100, 812_836), ("shufflenetv1", 3, 100, 949_258), ("shufflenetv2", 3, 100, 1_355_528),
    ("resnet50-cifar", 3, 100, 23_705_252),
    ("resnet18", 3, 1000, 11_689_512), ("resnet34", 3, 1000, 21_797_672), ("resnet50", 3, 1000, 25_557_032),
)


def main():
    wrong = 0
    for architecture, channels, classes, expected in EXPECTED_COUNTS:
        network = build(architecture, channels, classes)
        counted = sum(parameter.numel() for parameter in network.parameters())
        print(f"{architecture:15} {counted:>11,}" + ("" if counted == expected else f"  EXPECTED {expected:,}"))
        wrong += counted != expected
    sys.exit(1 if wrong else 0)


if __name__ == "__main__":
    main()
