namespace Distillery.Torch.Tests.Cuda;

/// <summary>What a libtorch without CUDA says. With one, these tests have nothing to say.</summary>
public sealed class CudaDevicesTests : TorchTest
{
    [Fact]
    public void Without_cuda_there_are_no_devices()
    {
        if (CudaDevices.IsSupported) return;
        Assert.Equal(0, CudaDevices.Count);
    }

    [Fact]
    public void Without_cuda_each_call_says_what_to_install()
    {
        if (CudaDevices.IsSupported) return;
        const string Words = "this libtorch was built without CUDA; install a CUDA build of libtorch";
        AssertContains(Words, Assert.Throws<TorchException>(() => new CudaStream(0)));
        AssertContains(Words, Assert.Throws<TorchException>(() => CudaDevices.Synchronize(0)));
        AssertContains(Words, Assert.Throws<TorchException>(() => CudaDevices.Memory(0)));
    }

    [Fact]
    public void Without_cuda_a_tensor_on_a_device_is_refused()
    {
        if (CudaDevices.IsSupported) return;
        using Tensor tensor = Ramp(1, 2);
        TorchException error = Assert.Throws<TorchException>(() => tensor.To(Device.Cuda(0)));
        Assert.Contains("cuda:0", error.Message, StringComparison.Ordinal);
        Assert.Throws<TorchException>(() => Tensor.Empty([2], device: Device.Cuda(0)));
        Assert.Throws<TorchException>(() => Tensor.Empty([2], pinned: true));
    }
}
