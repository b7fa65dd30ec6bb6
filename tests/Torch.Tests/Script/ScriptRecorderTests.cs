using System.Diagnostics;
using System.Globalization;

namespace Distillery.Torch.Tests.Script;

public sealed class ScriptRecorderTests : TorchTest
{
    private readonly string _path = Path.Combine(Path.GetTempPath(), $"distillery-{Guid.NewGuid():N}.pt");

    [Fact]
    public void A_recorded_network_gives_the_same_for_another_batch_size()
    {
        using TemporaryFile file = new(_path);
        using TensorScope scope = new();
        SmallNetwork network = Record();
        Tensor input = Pattern(5, 7, 3, 6, 6);

        using ScriptModule module = ScriptModule.Load(_path, Device.Cpu);

        Assert.Equal(SmallNetwork.ParameterCount, module.ParameterCount);
        AssertClose(network.Forward(input).ToArray<float>(), module.Forward(input).ToArray<float>(), 1e-6f);
        Assert.False(module.Forward(input).RequiresGrad);
    }

    [Fact]
    public void Views_of_a_large_tensor_are_saved_with_their_own_values_alone()
    {
        using TemporaryFile file = new(_path);
        using TensorScope scope = new();
        Record(flatCount: 1_000_000);

        Assert.InRange(new FileInfo(_path).Length, SmallNetwork.ParameterCount * sizeof(float), 100_000);
    }

    [Fact]
    public void PyTorch_reads_the_file_with_its_names_and_computes_the_same()
    {
        using TemporaryFile file = new(_path);
        using TensorScope scope = new();
        SmallNetwork network = Record();

        string[] lines = RunPython(
            $"""
            import torch
            module = torch.jit.load('{_path}').eval()
            values = (torch.arange(2 * 3 * 6 * 6) * 31 + 5) % 17
            output = module(((values - 8) / 8.0).reshape(2, 3, 6, 6))
            print(','.join(name for name, _ in module.named_parameters()))
            print(','.join(name for name, _ in module.named_buffers()))
            print(','.join('%.9g' % value for value in output.flatten().tolist()))
            """);

        Assert.Equal(
            ["fc.bias", "fc.weight", "features.bn1.bias", "features.bn1.weight", "features.conv1.weight"],
            lines[0].Split(',').Order(StringComparer.Ordinal));
        Assert.Equal("features.bn1.running_mean,features.bn1.running_var", lines[1]);
        float[] theirs = [.. lines[2].Split(',').Select(text => float.Parse(text, CultureInfo.InvariantCulture))];
        AssertClose(network.Forward(Pattern(5, 2, 3, 6, 6)).ToArray<float>(), theirs, 1e-6f);
    }

    [Fact]
    public void What_forward_throws_is_thrown_again_and_nothing_stays_alive()
    {
        using Tensor example = Pattern(1, 1, 3, 6, 6);
        long live = Tensor.LiveCount;

        InvalidDataException error = Assert.Throws<InvalidDataException>(
            () => ScriptRecorder.Save(_path, [], example, _ => throw new InvalidDataException("the words of forward")));
        Assert.Equal("the words of forward", error.Message);
        Assert.Throws<TorchException>(() => ScriptRecorder.Save(_path, [], example, input => input.View(7)));

        Assert.False(File.Exists(_path));
        Assert.Equal(live, Tensor.LiveCount);
    }

    [Fact]
    public void Recording_works_again_after_a_failure_and_on_another_thread()
    {
        using TemporaryFile file = new(_path);
        using Tensor example = Pattern(1, 1, 3, 6, 6);
        Assert.Throws<TorchException>(() => ScriptRecorder.Save(_path, [], example, input => input.View(7)));
        Thread thread = new(() => ScriptRecorder.Save(_path, [], example, input => input * 2));
        thread.Start();
        thread.Join();

        using ScriptModule module = ScriptModule.Load(_path, Device.Cpu);
        using Tensor doubled = module.Forward(example);
        Assert.Equal(2 * example.HostSpan<float>()[0], doubled.HostSpan<float>()[0]);
    }

    [Fact]
    public void A_disposed_parameter_and_a_path_that_cannot_be_written_are_refused()
    {
        using Tensor example = Pattern(1, 1, 3, 6, 6);
        using Tensor alive = Ramp(1, 1);
        Tensor disposed = Ramp(1, 1);
        disposed.Dispose();
        NamedTensor[] state = [new("a", alive, true), new("b", disposed, true)];

        Assert.Throws<ObjectDisposedException>(() => ScriptRecorder.Save(_path, state, example, input => input * 2));
        Assert.Throws<TorchException>(
            () => ScriptRecorder.Save("/nonexistent/folder/network.pt", state[..1], example, input => input * alive));
    }

    private SmallNetwork Record(long flatCount = SmallNetwork.ParameterCount)
    {
        SmallNetwork network = new(Pattern(3, flatCount));
        ScriptRecorder.Save(_path, network.State, Pattern(4, 2, 3, 6, 6), network.Forward);
        return network;
    }

    private static string[] RunPython(string program)
    {
        ProcessStartInfo start = new("/usr/bin/python3")
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        start.ArgumentList.Add("-c");
        start.ArgumentList.Add(program);
        using Process process = Process.Start(start)!;
        Task<string> errors = process.StandardError.ReadToEndAsync();
        string output = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        Assert.True(process.ExitCode == 0, errors.Result);
        return output.Split('\n', StringSplitOptions.RemoveEmptyEntries);
    }
}
