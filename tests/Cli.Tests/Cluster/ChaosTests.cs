using Distillery.Chaos.Runs;
using Distillery.Chaos.Runs.Host;

namespace Distillery.Cli.Tests.Cluster;

/// <summary>Real processes on loopback, killed and stopped at moments that a seed chooses: the run must end with the bits of
/// the undisturbed one. A longer form is the soak of tests/Chaos.</summary>
public sealed class ChaosTests : IDisposable
{
    private readonly Study _study = new();

    public void Dispose() => _study.Dispose();

    [Theory]
    [InlineData("nodes", 11)]
    [InlineData("coordinator", 12)]
    public void Whatever_is_killed_or_stopped_the_bits_are_the_same(string averaging, long seed)
    {
        ChaosOptions options = new(_study.Config, _study.At("runs"), Nodes: 2, Steps: 600, Faults: 4, averaging);
        string reference = _study.At("reference");
        ChaosRun.Reference(options, reference);

        ChaosResult result = ChaosRun.Execute(options, seed, reference);

        Assert.True(result.Problem is null, $"{result.Problem}\n{string.Join('\n', result.Log)}");
    }

    [Fact]
    public void Whatever_is_killed_of_students_teachers_and_data_nodes_the_bits_are_the_same()
    {
        _study.WriteTeacher();
        string config = _study.WriteConfig(
            "unix.yaml",
            "teacher: {architecture: resnet8, weights: teacher.safetensors, top1: 0.5, top1_tolerance: 1}\n"
            + "student: {architecture: lenet5}\nmethod: {name: unix, keep: 8}\n");
        ChaosOptions options = new(config, _study.At("runs"), Nodes: 2, Steps: 150, Faults: 3, "nodes") { TeacherNodes = 2, DataNodes = 1 };
        string reference = _study.At("reference");
        ChaosRun.Reference(options, reference);

        ChaosResult result = ChaosRun.Execute(options, seed: 5, reference);

        Assert.True(result.Problem is null, $"{result.Problem}\n{string.Join('\n', result.Log)}");
    }
}
