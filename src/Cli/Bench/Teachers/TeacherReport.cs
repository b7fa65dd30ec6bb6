using System.Text.Json.Nodes;
using Distillery.Cli.Terminal;
using Distillery.Shared.Runs;

namespace Distillery.Cli.Bench.Teachers;

/// <summary>What was measured, by round: answers for free, all teachers alive, and part of them kept dead.</summary>
/// <param name="Killed">None where there is only one teacher.</param>
/// <param name="MostBatchImages">So many images make a batch full; null where each query is computed by itself.</param>
internal sealed record TeacherReport(
    TeacherBenchShape Shape, int? MostBatchImages, double[] Free, TeacherTurn[] Alive, TeacherTurn[] Killed)
{
    private double FreeRate => Rates.Median(Free);

    /// <returns>One JSON object on one line.</returns>
    internal string ToJson()
    {
        JsonObject json = ToJson(Alive);
        json["bench"] = "teacher";
        json["teachers"] = Shape.Teachers;
        json["microseconds_per_image"] = Shape.MicrosecondsPerImage;
        json["rounds"] = Free.Length;
        json["free_images_per_second"] = FreeRate;
        json["batch_limit"] = MostBatchImages;
        if (Killed.Length == 0) return json.ToJsonString();
        TeacherTurn killed = TeacherTurn.MedianOf(Killed);
        JsonObject down = ToJson(Killed);
        down["ratio_to_alive"] = Rates.Median(KilledToAlive);
        down["kept_down"] = Shape.KeptDown;
        down["down_ratio"] = killed.DownShare;
        down["kills"] = killed.Kills;
        json["killed"] = down;
        return json.ToJsonString();
    }

    /// <returns>A line for heads, and one for each kind of turn.</returns>
    internal string ToTable()
    {
        string[] heads =
        [
            "", "images/s", "of free", "of all alive", "p50, ms", "p99, ms", "images a batch", "full", "answers", "asked again",
            "hedged", "busy", "kills", "down",
        ];
        List<IReadOnlyList<string>> rows =
        [
            ["answers for free", Phrases.Number(FreeRate, "F0"), .. Enumerable.Repeat("", heads.Length - 2)],
            [Shape.Teachers == 1 ? "1 teacher" : $"{Shape.Teachers} teachers", .. Cells(Alive, ""), "", ""],
        ];
        if (Killed.Length > 0)
        {
            TeacherTurn killed = TeacherTurn.MedianOf(Killed);
            string ofAlive = Phrases.Percent(Rates.Median(KilledToAlive));
            rows.Add([$"{Shape.KeptDown} of them kept dead", .. Cells(Killed, ofAlive), $"{killed.Kills}", Phrases.Percent(killed.DownShare)]);
        }
        return TextTable.Render(heads, rows);
    }

    private double[] KilledToAlive =>
        [.. Killed.Zip(Alive, (killed, alive) => killed.ImagesPerSecond / alive.ImagesPerSecond)];

    private Rates RatesOf(TeacherTurn[] turns) => new([.. turns.Select(turn => turn.ImagesPerSecond)], Free);

    private JsonObject ToJson(TeacherTurn[] turns)
    {
        TeacherTurn turn = TeacherTurn.MedianOf(turns);
        double[] ratios = RatesOf(turns).Ratios;
        return new()
        {
            ["images_per_second"] = turn.ImagesPerSecond,
            ["ratio"] = Rates.Median(ratios), ["ratio_min"] = ratios.Min(), ["ratio_max"] = ratios.Max(),
            ["latency_p50_seconds"] = turn.LatencyP50, ["latency_p99_seconds"] = turn.LatencyP99,
            ["batch_images"] = turn.BatchImages, ["batch_fill_ratio"] = turn.BatchImages / MostBatchImages,
            ["answers"] = turn.Answered, ["asked_again"] = turn.SentAgain, ["hedged"] = turn.Hedged, ["busy"] = turn.TurnedAway,
        };
    }

    private string[] Cells(TeacherTurn[] turns, string ofAlive)
    {
        TeacherTurn turn = TeacherTurn.MedianOf(turns);
        string fill = MostBatchImages is { } most ? Phrases.Percent(turn.BatchImages / most) : "";
        return
        [
            Phrases.Number(turn.ImagesPerSecond, "F0"), Phrases.Percent(Rates.Median(RatesOf(turns).Ratios)), ofAlive,
            Phrases.Number(1000 * turn.LatencyP50, "F1"), Phrases.Number(1000 * turn.LatencyP99, "F1"),
            Phrases.Number(turn.BatchImages, "F1"), fill, Phrases.Count(turn.Answered), Phrases.Count(turn.SentAgain),
            Phrases.Count(turn.Hedged), Phrases.Count(turn.TurnedAway),
        ];
    }
}
