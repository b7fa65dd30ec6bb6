using System.Globalization;
using System.Text.Json;
using Distillery.Chaos.Processes;

namespace Distillery.Cli.Tests.Observability;

public sealed class GoodputTests : IDisposable
{
    private readonly Study _study = new();

    public void Dispose() => _study.Dispose();

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    public void The_activities_of_all_nodes_add_up_to_the_wall_clock(int nodes)
    {
        (int code, string text) = DistillCommand.Run(
            "run", _study.Config, "--run-dir", _study.At("run"), "--set", "train.steps=200",
            "--nodes", nodes.ToString(CultureInfo.InvariantCulture));
        Assert.True(code == 0, text);
        Assert.Contains("goodput ", text, StringComparison.Ordinal);
        JsonElement summary = _study.Summary("run");
        JsonElement goodput = summary.GetProperty("goodput");
        double all = goodput.GetProperty("device_seconds").GetDouble();
        Assert.Equal(goodput.GetProperty("seconds").EnumerateObject().Sum(each => each.Value.GetDouble()), all, 6);
        foreach (string activity in (string[])["compute", "checkpoint", "evaluate"])
            Assert.True(goodput.GetProperty("seconds").GetProperty(activity).GetDouble() > 0, $"nothing was {activity}");
        double wall = summary.GetProperty("wall_seconds").GetDouble() * nodes;
        Assert.InRange(all / wall, 0.99, 1.01);
        Assert.InRange(goodput.GetProperty("ratio").GetDouble(), 0.01, 1);
    }
}
