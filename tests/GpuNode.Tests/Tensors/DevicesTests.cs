using Distillery.GpuNode.Tensors;

namespace Distillery.GpuNode.Tests.Tensors;

public sealed class DevicesTests
{
    [Theory]
    [InlineData("cpu", DeviceType.CPU, "cpu")]
    [InlineData("cuda", DeviceType.CUDA, "cuda:0")]
    [InlineData("cuda:3", DeviceType.CUDA, "cuda:3")]
    public void The_three_forms_are_read_and_written(string text, DeviceType type, string written)
    {
        Device device = Devices.Parse(text);
        Assert.Equal(type, device.type);
        Assert.Equal(written, device.ToString());
    }

    [Theory]
    [InlineData("")]
    [InlineData("gpu")]
    [InlineData("cuda:")]
    [InlineData("cuda:-1")]
    [InlineData("cuda:256")]
    [InlineData("CPU")]
    public void Anything_else_is_refused_with_what_to_write(string text)
    {
        FormatException error = Assert.Throws<FormatException>(() => Devices.Parse(text));
        Assert.Contains("write cpu, cuda or cuda:K", error.Message, StringComparison.Ordinal);
    }
}
