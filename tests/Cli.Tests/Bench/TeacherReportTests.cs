using System.Text.Json.Nodes;
using Distillery.Cli.Bench.Teachers;

namespace Distillery.Cli.Tests.Bench;

public sealed class TeacherReportTests
{
    private static readonly double[] Free = [100, 200, 400];

    [Theory]
    [InlineData(1, 0)] // Without any teacher nothing could be measured.
    [InlineData(2, 1)]
    [InlineData(3, 1)]
    [InlineData(10, 3)]
    public void About_a_third_of_the_teachers_is_kept_dead_and_never_all(int teachers, int keptDown) =>
        Assert.Equal(keptDown, Shape(teachers).KeptDown);

    [Fact]
    public void Ratios_are_those_of_turns_of_the_same_round()
    {
        TeacherReport report = new(Shape(3), MostBatchImages: 256, Free, [Turn(90), Turn(160), Turn(400)], [Turn(45), Turn(144), Turn(300)]);

        JsonNode json = JsonNode.Parse(report.ToJson())!;

        Assert.Equal((0.9, 0.8, 1.0), ((double)json["ratio"]!, (double)json["ratio_min"]!, (double)json["ratio_max"]!));
        Assert.Equal((160.0, 200.0), ((double)json["images_per_second"]!, (double)json["free_images_per_second"]!));
        Assert.Equal((96.0, 96 / 256.0), ((double)json["batch_images"]!, (double)json["batch_fill_ratio"]!));
        Assert.Equal((0.72, 0.75), ((double)json["killed"]!["ratio"]!, (double)json["killed"]!["ratio_to_alive"]!));
        Assert.Equal((1, 6, 0.3), ((int)json["killed"]!["kept_down"]!, (int)json["killed"]!["kills"]!, (double)json["killed"]!["down_ratio"]!));
        Assert.Equal((30L, 6L, 3L), ((long)json["killed"]!["answers"]!, (long)json["killed"]!["asked_again"]!, (long)json["killed"]!["hedged"]!));
    }

    [Fact]
    public void Where_each_query_is_a_batch_none_is_full_or_not_and_one_teacher_is_never_killed()
    {
        TeacherReport report = new(Shape(1), MostBatchImages: null, Free, [Turn(90), Turn(160), Turn(400)], []);

        JsonNode json = JsonNode.Parse(report.ToJson())!;

        Assert.Equal((null, null), (json["batch_fill_ratio"], json["killed"]));
        string[] lines = report.ToTable().Trim().Split('\n');
        Assert.Equal(4, lines.Length); // Heads, a rule, two rows.
        Assert.Contains("1 teacher ", lines[3], StringComparison.Ordinal);
    }

    private static TeacherBenchShape Shape(int teachers) => new(teachers, MicrosecondsPerImage: 200, Steps: 10, Cores: 1, AwaySeconds: 8);

    private static TeacherTurn Turn(double rate) =>
        new(rate, LatencyP50: 0.01, LatencyP99: 0.02, BatchImages: 96) { Answered = 10, SentAgain = 2, Hedged = 1, Kills = 2, DownShare = 0.3 };
}
