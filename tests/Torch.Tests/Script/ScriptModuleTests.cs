namespace Distillery.Torch.Tests.Script;

public sealed class ScriptModuleTests : TorchTest
{
    private readonly string _path = Path.Combine(Path.GetTempPath(), $"distillery-{Guid.NewGuid():N}.pt");

    [Theory]
    [InlineData("")]
    [InlineData("PK")]
    [InlineData("this is a text and no archive of TorchScript at all")]
    public void A_file_that_is_no_torchscript_is_named_in_the_error(string content)
    {
        using TemporaryFile file = new(_path);
        File.WriteAllText(_path, content);

        TorchException error = Assert.Throws<TorchException>(() => ScriptModule.Load(_path, Device.Cpu));

        Assert.StartsWith($"{_path} cannot be read as TorchScript; libtorch ", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_missing_file_is_named_in_the_error()
    {
        TorchException error = Assert.Throws<TorchException>(() => ScriptModule.Load(_path, Device.Cpu));
        Assert.StartsWith(_path, error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void An_archive_cut_short_is_refused()
    {
        using TemporaryFile file = new(_path);
        RecordDoubling();
        byte[] whole = File.ReadAllBytes(_path);
        File.WriteAllBytes(_path, whole[..(whole.Length / 2)]);

        Assert.Throws<TorchException>(() => ScriptModule.Load(_path, Device.Cpu));
    }

    [Fact]
    public void A_forward_that_fails_says_so_and_the_module_can_be_used_again()
    {
        using TemporaryFile file = new(_path);
        RecordDoubling();
        using ScriptModule module = ScriptModule.Load(_path, Device.Cpu);
        using Tensor wrong = Ramp(1, 2, 3);
        using Tensor right = Ramp(1, 2, 2);

        TorchException error = Assert.Throws<TorchException>(() => module.Forward(wrong));
        using Tensor result = module.Forward(right);

        Assert.Contains("must match the size", error.Message, StringComparison.Ordinal);
        Assert.Equal([0f, 2f, 4f, 6f], result.ToArray<float>());
    }

    [Fact]
    public void A_disposed_module_is_refused()
    {
        using TemporaryFile file = new(_path);
        RecordDoubling();
        using Tensor input = Ramp(1, 2, 2);
        ScriptModule module = ScriptModule.Load(_path, Device.Cpu);
        module.Dispose();
        module.Dispose();

        Assert.Throws<ObjectDisposedException>(() => module.Forward(input));
    }

    [Fact]
    public void One_module_serves_several_threads()
    {
        using TemporaryFile file = new(_path);
        RecordDoubling();
        using ScriptModule module = ScriptModule.Load(_path, Device.Cpu);

        Parallel.For(0, 32, i =>
        {
            using NoGrad noGrad = NoGrad.Begin();
            using Tensor input = Tensor.From<float>([i, i, i, i], 2, 2);
            using Tensor output = module.Forward(input);
            Assert.Equal([2f * i, 2f * i, 2f * i, 2f * i], output.ToArray<float>());
        });
    }

    private void RecordDoubling()
    {
        using Tensor factor = Tensor.From<float>([2f, 2f, 2f, 2f], 2, 2);
        using Tensor example = Ramp(1, 2, 2);
        ScriptRecorder.Save(_path, [new NamedTensor("factor", factor, true)], example, input => input * factor);
    }
}
