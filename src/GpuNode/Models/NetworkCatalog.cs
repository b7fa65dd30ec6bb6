using Distillery.Shared;

namespace Distillery.GpuNode.Models;

/// <summary>All architectures by the names that configurations use.</summary>
public static class NetworkCatalog
{
    private static readonly SortedDictionary<string, Func<int, int, Network>> Architectures = new(StringComparer.Ordinal)
    {
        ["lenet5"] = (channels, classes) => new LeNet5(channels, classes),
        ["resnet8"] = ResNetCifar(8),
        ["resnet14"] = ResNetCifar(14),
        ["resnet20"] = ResNetCifar(20),
        ["resnet32"] = ResNetCifar(32),
        ["resnet44"] = ResNetCifar(44),
        ["resnet56"] = ResNetCifar(56),
        ["resnet110"] = ResNetCifar(110),
        ["resnet8x4"] = ResNetCifar(8, stemWidth: 32, widthFactor: 4),
        ["resnet32x4"] = ResNetCifar(32, stemWidth: 32, widthFactor: 4),
        ["wrn-16-1"] = WideResNet(16, 1),
        ["wrn-16-2"] = WideResNet(16, 2),
        ["wrn-40-1"] = WideResNet(40, 1),
        ["wrn-40-2"] = WideResNet(40, 2),
        ["vgg8"] = Vgg(1, 1, 1, 1, 1),
        ["vgg11"] = Vgg(1, 1, 2, 2, 2),
        ["vgg13"] = Vgg(2, 2, 2, 2, 2),
        ["vgg16"] = Vgg(2, 2, 3, 3, 3),
        ["mobilenetv2"] = (channels, classes) => new MobileNetV2(channels, classes),
        ["shufflenetv1"] = (channels, classes) => new ShuffleNetV1(channels, classes),
        ["shufflenetv2"] = (channels, classes) => new ShuffleNetV2(channels, classes),
        ["resnet50-cifar"] = (channels, classes) => new ResNet50Cifar(channels, classes),
        ["resnet18"] = (channels, classes) => new ResNetImageNet(channels, classes, [2, 2, 2, 2], bottlenecks: false),
        ["resnet34"] = (channels, classes) => new ResNetImageNet(channels, classes, [3, 4, 6, 3], bottlenecks: false),
        ["resnet50"] = (channels, classes) => new ResNetImageNet(channels, classes, [3, 4, 6, 3], bottlenecks: true),
    };

    public static IReadOnlyCollection<string> Names => Architectures.Keys;

    /// <summary>A new instance, not yet bound to weights.</summary>
    /// <param name="channels">Of the images: 1 or 3.</param>
    /// <exception cref="UserErrorException">There is no such architecture.</exception>
    public static Network Create(string name, int channels, int classes)
    {
        if (!Architectures.TryGetValue(name, out Func<int, int, Network>? create))
        {
            throw new UserErrorException(
                $"there is no architecture '{name}'", $"Choose one of {string.Join(", ", Names)}.");
        }
        return create(channels, classes);
    }

    private static Func<int, int, Network> ResNetCifar(int depth, int stemWidth = 16, int widthFactor = 1) =>
        (channels, classes) => new ResNetCifar(channels, classes, depth, stemWidth, widthFactor);

    private static Func<int, int, Network> WideResNet(int depth, int widthFactor) =>
        (channels, classes) => new WideResNet(channels, classes, depth, widthFactor);

    private static Func<int, int, Network> Vgg(params int[] convolutions) =>
        (channels, classes) => new Vgg(channels, classes, convolutions);
}
