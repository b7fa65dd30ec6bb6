using Distillery.GpuNode.Tensors;
using Distillery.Shared;

namespace Distillery.GpuNode.Tests.Tensors;

public sealed class DeviceListTests
{
    [Theory]
    [InlineData("cpu", "cpu")]
    [InlineData("cpu:0,cpu:1", "cpu:0 cpu:1")]
    [InlineData("cuda", "cuda:0")]
    [InlineData("cuda:1, cuda:0", "cuda:1 cuda:0")]
    [InlineData("cuda:all", "cuda:0 cuda:1")]
    public void Devices_are_listed_in_the_order_in_which_they_are_named(string text, string names) =>
        Assert.Equal(names, string.Join(' ', DeviceList.Parse(text, () => 2)));

    [Theory]
    [InlineData("gpu", 2, "'gpu' is not a device")]
    [InlineData("cuda:0,", 2, "'' is not a device")]
    [InlineData("cuda:1,cuda:1", 2, "cuda:1 is named twice")]
    [InlineData("cuda,cuda:0", 2, "cuda:0 is named twice")]
    [InlineData("cuda:all,cuda:1", 2, "cuda:1 is named twice")]
    [InlineData("cpu,cpu", 2, "cpu is named twice")]
    [InlineData("cpu:0,cuda:0", 2, "cpu:0 and cuda:0 are of two kinds")]
    [InlineData("cuda:0,cpu", 2, "cuda:0 and cpu are of two kinds")]
    [InlineData("cpu,cpu:1", 2, "cpu is the whole processor")]
    [InlineData("cuda:1,cuda:7", 2, "there is no cuda:7: libtorch sees 2 CUDA devices")]
    [InlineData("cuda:0", 0, "there is no cuda:0: libtorch sees 0 CUDA devices")]
    [InlineData("cuda:all", 0, "cuda:all names no device: libtorch sees 0 CUDA devices")]
    [InlineData("cuda:all", null, "cuda:all names no device: this build of Distillery is for the processor alone")]
    [InlineData("cuda:0", null, "there is no cuda:0: this build of Distillery is for the processor alone")]
    public void What_cannot_be_computed_on_is_named(string text, int? cudaCount, string problem)
    {
        UserErrorException error = Assert.Throws<UserErrorException>(() => DeviceList.Parse(text, () => cudaCount));
        Assert.Contains($"--device: {problem}", error.Message, StringComparison.Ordinal);
        Assert.NotEmpty(error.NextStep);
    }

    [Fact]
    public void Nobody_looks_for_CUDA_where_none_is_named() =>
        Assert.Single(DeviceList.Parse("cpu", () => throw new InvalidOperationException()));
}
