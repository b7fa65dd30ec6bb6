using Distillery.GpuNode.Layers;
using Distillery.Shared;

namespace Distillery.GpuNode.Models;

/// <summary>All architectures by the names that configurations use.</summary>
public static class NetworkCatalog
{
    private static readonly SortedDictionary<string, Func<NetworkBuilder, int, int, Network>> Architectures =
        new(StringComparer.Ordinal)
        {
            ["lenet5"] = (builder, channels, classes) => new LeNet5(builder, channels, classes),
            ["resnet8"] = ResNetCifar(8),
            ["resnet14"] = ResNetCifar(14),
            ["resnet20"] = ResNetCifar(20),
            ["resnet32"] = ResNetCifar(32),
            ["resnet44"] = ResNetCifar(44),
            ["resnet56"] = ResNetCifar(56),
            ["resnet110"] = ResNetCifar(110),
            ["resnet8x4"] = ResNetCifar(8, 32, 4),
            ["resnet32x4"] = ResNetCifar(32, 32, 4),
            ["wrn-16-1"] = WideResNet(16, 1),
            ["wrn-16-2"] = WideResNet(16, 2),
            ["wrn-40-1"] = WideResNet(40, 1),
            ["wrn-40-2"] = WideResNet(40, 2),
            ["vgg8"] = Vgg(1, 1, 1, 1, 1),
            ["vgg11"] = Vgg(1, 1, 2, 2, 2),
            ["vgg13"] = Vgg(2, 2, 2, 2, 2),
            ["vgg16"] = Vgg(2, 2, 3, 3, 3),
            ["mobilenetv2"] = (builder, channels, classes) => new MobileNetV2(builder, channels, classes),
            ["shufflenetv1"] = (builder, channels, classes) => new ShuffleNetV1(builder, channels, classes),
            ["shufflenetv2"] = (builder, channels, classes) => new ShuffleNetV2(builder, channels, classes),
            ["resnet50-cifar"] = (builder, channels, classes) => new ResNet50Cifar(builder, channels, classes),
            ["resnet18"] = (builder, channels, classes) =>
                ResNetImageNet.OfBasicBlocks(builder, channels, classes, [2, 2, 2, 2]),
            ["resnet34"] = (builder, channels, classes) =>
                ResNetImageNet.OfBasicBlocks(builder, channels, classes, [3, 4, 6, 3]),
            ["resnet50"] = (builder, channels, classes) =>
                ResNetImageNet.OfBottlenecks(builder, channels, classes, [3, 4, 6, 3]),
        };

    public static IReadOnlyCollection<string> Names => Architectures.Keys;

    /// <summary>A new instance, not yet bound to weights.</summary>
    /// <param name="channels">Of the images: 1 or 3.</param>
    /// <exception cref="UserErrorException">There is no such architecture.</exception>
    public static Network Create(string name, int channels, int classes)
    {
        if (!Architectures.TryGetValue(name, out Func<NetworkBuilder, int, int, Network>? create))
        {
            throw new UserErrorException(
                $"there is no architecture '{name}'", $"Choose one of {string.Join(", ", Names)}.");
        }
        return create(new NetworkBuilder(), channels, classes);
    }

    private static Func<NetworkBuilder, int, int, Network> ResNetCifar(
        int depth, int stemWidth = 16, int widthFactor = 1) =>
        (builder, channels, classes) => new ResNetCifar(
            builder, channels, classes, depth, stemWidth, [16 * widthFactor, 32 * widthFactor, 64 * widthFactor]);

    private static Func<NetworkBuilder, int, int, Network> WideResNet(int depth, int widthFactor) =>
        (builder, channels, classes) => new WideResNet(builder, channels, classes, depth, widthFactor);

    private static Func<NetworkBuilder, int, int, Network> Vgg(params int[] convolutions) =>
        (builder, channels, classes) => new Vgg(builder, channels, classes, convolutions);
}
