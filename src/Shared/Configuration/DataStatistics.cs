namespace Distillery.Shared.Configuration;

/// <summary>The mean and standard deviation of the training images of each format, per channel, for pixels between
/// 0 and 1; the values in common use for Fashion-MNIST, CIFAR-10, CIFAR-100 and, for all other images, ImageNet.</summary>
internal static class DataStatistics
{
    internal static ValueList<double> MeanOf(DataFormat format) => format switch
    {
        DataFormat.Cifar10 => [0.4914, 0.4822, 0.4465],
        DataFormat.Cifar100 => [0.5071, 0.4866, 0.4409],
        _ when format.IsEncoded() => [0.485, 0.456, 0.406],
        _ => [0.2860],
    };

    internal static ValueList<double> DeviationOf(DataFormat format) => format switch
    {
        DataFormat.Cifar10 => [0.2470, 0.2435, 0.2616],
        DataFormat.Cifar100 => [0.2675, 0.2565, 0.2761],
        _ when format.IsEncoded() => [0.229, 0.224, 0.225],
        _ => [0.3530],
    };
}
