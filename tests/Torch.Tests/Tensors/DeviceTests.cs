namespace Distillery.Torch.Tests.Tensors;

public sealed class DeviceTests
{
    [Theory]
    [InlineData("cpu", DeviceType.Cpu, "cpu")]
    [InlineData("cuda", DeviceType.Cuda, "cuda:0")]
    [InlineData("cuda:3", DeviceType.Cuda, "cuda:3")]
    public void The_three_forms_are_read_and_written(string text, DeviceType type, string written)
    {
        Device device = Device.Parse(text);
        Assert.Equal(type, device.Type);
        Assert.Equal(written, device.ToString());
        Assert.Equal(device, Device.Unpack(device.Packed));
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
        FormatException error = Assert.Throws<FormatException>(() => Device.Parse(text));
        Assert.Contains("write cpu, cuda or cuda:K", error.Message, StringComparison.Ordinal);
    }
}
