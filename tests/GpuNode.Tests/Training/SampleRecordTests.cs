using System.Text.Json;
using Distillery.Shared.Configuration;

namespace Distillery.GpuNode.Tests.Training;

public sealed class SampleRecordTests : IDisposable
{
    private readonly TestRun _run = new();

    public void Dispose() => _run.Dispose();

    [Theory]
    [InlineData("unix", 8)]
    [InlineData("random", 8)]
    [InlineData("kd", 11)]
    public void Every_sample_of_a_full_step_stands_once_in_its_epoch(string method, int kept)
    {
        _run.Execute(TestRun.Config(method));
        List<Line> lines = Read();

        // Nine steps of two ranks; 69 samples fill three steps of 22, and three samples are left out of each epoch.
        Assert.Equal(18, lines.Count);
        for (int epoch = 0; epoch < 3; epoch++)
        {
            List<Line> own = [.. lines.Where(line => line.Epoch == epoch)];
            Assert.Equal([(3L * epoch) + 1, (3L * epoch) + 2, (3L * epoch) + 3], own.Select(line => line.Step).Distinct());
            int[] indices = [.. own.SelectMany(line => line.Indices)];
            Assert.Equal(66, indices.Length);
            Assert.Equal(66, indices.Distinct().Count());
            Assert.All(indices, index => Assert.InRange(index, 0, SyntheticData.TrainingCount - 1));
        }
        Assert.All(lines, line =>
        {
            Assert.Equal(kept, line.Kept.Length);
            Assert.Equal(kept, line.Kept.Distinct().Count());
            Assert.Subset(line.Indices.ToHashSet(), line.Kept.ToHashSet());
        });
        Assert.Equal(lines.Select(line => (line.Step, line.Rank)).Distinct().Order(), lines.Select(line => (line.Step, line.Rank)));
    }

    [Fact]
    public void Epochs_have_different_orders()
    {
        RunConfig config = TestRun.Config("kd");
        _run.Execute(config);
        List<Line> lines = Read();
        Assert.NotEqual(lines[0].Indices, lines[6].Indices);
    }

    private List<Line> Read() => [.. File.ReadLines(_run.SamplesPath).Select(text =>
    {
        using JsonDocument line = JsonDocument.Parse(text);
        JsonElement root = line.RootElement;
        return new Line(
            root.GetProperty("step").GetInt64(), root.GetProperty("epoch").GetInt64(), root.GetProperty("rank").GetInt32(),
            Integers(root.GetProperty("indices")), Integers(root.GetProperty("kept")));
    })];

    private static int[] Integers(JsonElement array) => [.. array.EnumerateArray().Select(element => element.GetInt32())];

    private sealed record Line(long Step, long Epoch, int Rank, int[] Indices, int[] Kept);
}
