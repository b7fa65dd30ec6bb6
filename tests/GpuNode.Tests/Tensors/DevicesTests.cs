using Distillery.GpuNode.Tensors;

namespace Distillery.GpuNode.Tests.Tensors;

public sealed class DevicesTests
{
    [Theory]
    [InlineData("cpu", DeviceType.CPU, "cpu")]
    [InlineData("cuda", DeviceType.CUDA, "cuda:0")]
    [InlineData("cuda:3", DeviceType.CUDA, "cuda:3")]
    [InlineData("cpu:0", DeviceType.CPU, "cpu:0")]
    public void The_four_forms_are_read_and_written(string text, DeviceType type, string written)
    {
        ComputeDevice device = Devices.Parse(text);
        Assert.Equal(type, device.Torch.type);
        Assert.Equal(written, device.ToString());
    }

    [Fact]
    public void Only_the_processor_itself_has_no_memory_of_its_own()
    {
        Assert.Equal([false, true, true], new[] { "cpu", "cpu:0", "cuda:0" }.Select(name => Devices.Parse(name).HasOwnMemory));
        using Tensor host = zeros(3);
        Assert.Same(host, ComputeDevice.Host.Take(host));
        using Tensor copy = Devices.Parse("cpu:0").Take(host);
        copy.add_(1);
        Assert.Equal([0f, 0, 0], host.ToArray<float>());
    }

    [Theory]
    [InlineData("")]
    [InlineData("gpu")]
    [InlineData("cuda:")]
    [InlineData("cuda:-1")]
    [InlineData("cuda:256")]
    [InlineData("CPU")]
    [InlineData("cpu:all")]
    [InlineData("cuda:0,cuda:1")]
    public void Anything_else_is_refused_with_what_to_write(string text)
    {
        FormatException error = Assert.Throws<FormatException>(() => Devices.Parse(text));
        Assert.Contains("write cpu, cuda:K or cuda:all", error.Message, StringComparison.Ordinal);
    }
}
