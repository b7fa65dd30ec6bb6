namespace Distillery.GpuNode.Tests.Golden;

/// <summary>The architectures that the golden files have.</summary>
public static class GoldenNetworks
{
    public static TheoryData<string> All =>
        ["lenet5", "resnet8", "wrn-16-2", "mobilenetv2", "shufflenetv2", "resnet18"];

    /// <summary>Those whose ten steps are given in single precision too: in the others rounding grows from step to
    /// step, because a ReLU input near zero changes its sign.</summary>
    public static TheoryData<string> WithSinglePrecisionSteps => ["lenet5", "resnet8"];
}
