namespace Distillery.GpuNode.Tests.Golden;

/// <summary>The architectures that the golden files have.</summary>
public static class GoldenNetworks
{
    public static TheoryData<string> All =>
        ["lenet5", "resnet8", "wrn-16-2", "mobilenetv2", "shufflenetv2", "resnet18"];

    /// <summary>Those that are given in single precision too. In the others the rounding of other kernels moves a ReLU's input past zero,
    /// and a gradient by a hundredth.</summary>
    public static TheoryData<string> InSinglePrecision => ["lenet5", "resnet8", "wrn-16-2", "resnet18"];

    /// <summary>Those whose ten steps are given in single precision too: in the others rounding grows from step to
    /// step.</summary>
    public static TheoryData<string> WithSinglePrecisionSteps => ["lenet5", "resnet8"];
}
