using System.Text.Json;
using Distillery.Shared.Compute;
using Distillery.Shared.Runs;

namespace Distillery.Shared.Tests.Runs;

public sealed class RunSummaryTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    private static RunSummary Full { get; } = new()
    {
        Name = "fashion-mnist",
        Method = "unix",
        MethodLabel = "unix k/N 0.75",
        Seed = 7,
        Status = RunStatus.Completed,
        Teacher = "resnet20",
        Student = "lenet5",
        StartedAt = new DateTimeOffset(2025, 11, 21, 8, 42, 0, TimeSpan.Zero),
        Steps = 1200,
        Epochs = 2.5,
        Ranks = 4,
        NodesAtEnd = 1,
        Generations = 1,
        Losses = 0,
        Top1 = 0.9123,
        Top5 = 0.997,
        BestTop1 = 0.92,
        TeacherTop1 = 0.9345,
        Compute = new ComputeSummary(Int128.Parse("20000000000000000000"), 40, 0.75, 0.8),
        TeacherQueries = 57_600,
        SamplesSeen = 76_800,
        ImagesPerSecond = 4321.5,
        WallSeconds = 17.75,
        RecoverySeconds = [1.5, 2],
        Goodput = GoodputSummary.Of([1, 2, 3, 4, 5, 6, 7, 8, 9]),
        WeightsSha256 = "ab",
        ConfigFingerprint = "cd",
    };

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void The_names_are_those_that_scripts_rely_on()
    {
        Full.Write(_folder.At("summary.json"));

        using JsonDocument json = JsonDocument.Parse(File.ReadAllText(_folder.At("summary.json")));

        Assert.Equal(
            [
                "name", "method", "method_label", "seed", "status", "teacher", "student", "started_at", "steps",
                "epochs", "ranks", "nodes_at_end", "generations", "losses", "top1", "top5", "best_top1", "teacher_top1",
                "compute", "teacher_queries", "stored_answers", "damaged_images", "samples_seen", "images_per_second", "wall_seconds",
                "recovery_seconds", "goodput", "forecast", "weights_sha256", "config_fingerprint",
            ],
            json.RootElement.EnumerateObject().Select(member => member.Name));
        Assert.Equal(
            ["total_macs", "kd_macs", "ratio", "ratio_measured_backward"],
            json.RootElement.GetProperty("compute").EnumerateObject().Select(member => member.Name));
        Assert.Equal(
            "20000000000000000000",
            json.RootElement.GetProperty("compute").GetProperty("total_macs").GetRawText());
        JsonElement goodput = json.RootElement.GetProperty("goodput");
        Assert.Equal(["ratio", "device_seconds", "seconds"], goodput.EnumerateObject().Select(member => member.Name));
        Assert.Equal(
            DeviceActivities.Names, goodput.GetProperty("seconds").EnumerateObject().Select(member => member.Name));
        Assert.Equal("2025-11-21T08:42:00+00:00", json.RootElement.GetProperty("started_at").GetString());
    }

    [Fact]
    public void What_was_written_is_read_back()
    {
        Full.Write(_folder.At("summary.json"));

        RunSummary read = RunSummary.Read(_folder.At("summary.json"));

        Assert.Equal(Full.RecoverySeconds, read.RecoverySeconds);
        Assert.Equal(Full, read with { RecoverySeconds = Full.RecoverySeconds });
    }

    [Theory]
    [InlineData(RunStatus.Running, "running")]
    [InlineData(RunStatus.Completed, "completed")]
    [InlineData(RunStatus.Failed, "failed")]
    [InlineData(RunStatus.Interrupted, "interrupted")]
    public void The_status_is_a_word(RunStatus status, string expected)
    {
        (Full with { Status = status }).Write(_folder.At("summary.json"));

        using JsonDocument json = JsonDocument.Parse(File.ReadAllText(_folder.At("summary.json")));

        Assert.Equal(expected, json.RootElement.GetProperty("status").GetString());
        Assert.Equal(status, RunSummary.Read(_folder.At("summary.json")).Status);
    }

    [Fact]
    public void What_is_unknown_or_not_a_number_is_null()
    {
        RunSummary summary = new()
        {
            Name = "a", Method = "kd", Seed = 0, Status = RunStatus.Failed,
            Top1 = double.NaN, ImagesPerSecond = double.PositiveInfinity,
        };
        summary.Write(_folder.At("summary.json"));

        using JsonDocument json = JsonDocument.Parse(File.ReadAllText(_folder.At("summary.json")));

        foreach (string name in (string[])["top1", "top5", "images_per_second", "compute", "teacher", "weights_sha256"])
        {
            Assert.Equal(JsonValueKind.Null, json.RootElement.GetProperty(name).ValueKind);
        }
        Assert.Equal(0, json.RootElement.GetProperty("recovery_seconds").GetArrayLength());
        Assert.Null(RunSummary.Read(_folder.At("summary.json")).Top1);
    }

    [Fact]
    public void A_summary_with_fewer_or_more_entries_is_read()
    {
        File.WriteAllText(_folder.At("summary.json"),
            """{"name":"a","method":"kd","seed":3,"status":"completed","steps":5,"later_addition":1}""");

        RunSummary read = RunSummary.Read(_folder.At("summary.json"));

        Assert.Equal(3, read.Seed);
        Assert.Empty(read.RecoverySeconds);
        Assert.Null(read.Compute);
    }

    [Theory]
    [InlineData("")]
    [InlineData("null")]
    [InlineData("{\"name\":\"a\"}")]
    [InlineData("{\"name\":\"a\",\"method\":\"kd\",\"seed\":3,\"status\":\"finished\"}")]
    public void What_is_no_summary_is_refused_with_the_file(string text)
    {
        File.WriteAllText(_folder.At("summary.json"), text);

        UserErrorException error = Assert.Throws<UserErrorException>(() => RunSummary.Read(_folder.At("summary.json")));

        Assert.StartsWith(
            _folder.At("summary.json") + " is not a run's summary", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_missing_summary_is_told() =>
        Assert.Contains("there is no",
            Assert.Throws<UserErrorException>(() => RunSummary.Read(_folder.At("summary.json"))).Message,
            StringComparison.Ordinal);
}
