namespace Distillery.Cli.Bench.Teachers;

/// <summary>What one turn with teachers in other processes measured.</summary>
/// <param name="ImagesPerSecond">Of the student: samples of its batches.</param>
/// <param name="LatencyP50">Seconds from asking to the answer, median.</param>
/// <param name="LatencyP99">The same, 99th percentile.</param>
/// <param name="BatchImages">Images that a teacher computed together, on average over batches.</param>
internal sealed record TeacherTurn(double ImagesPerSecond, double LatencyP50, double LatencyP99, double BatchImages)
{
    /// <summary>Queries that were answered.</summary>
    internal long Answered { get; init; }

    /// <summary>Queries that were sent once more because a teacher was lost.</summary>
    internal long SentAgain { get; init; }

    /// <summary>Queries that were sent to a second teacher as well because an answer was late.</summary>
    internal long Hedged { get; init; }

    /// <summary>Queries that were sent once more because a teacher was busy.</summary>
    internal long TurnedAway { get; init; }

    /// <summary>Teacher processes that were killed.</summary>
    internal int Kills { get; init; }

    /// <summary>The mean share of teachers that could not be asked.</summary>
    internal double DownShare { get; init; }

    /// <summary>Each figure's median over the turns, and all that was counted.</summary>
    internal static TeacherTurn MedianOf(IReadOnlyCollection<TeacherTurn> turns) => new(
        Median(turns, turn => turn.ImagesPerSecond), Median(turns, turn => turn.LatencyP50),
        Median(turns, turn => turn.LatencyP99), Median(turns, turn => turn.BatchImages))
    {
        Answered = turns.Sum(turn => turn.Answered),
        SentAgain = turns.Sum(turn => turn.SentAgain),
        Hedged = turns.Sum(turn => turn.Hedged),
        TurnedAway = turns.Sum(turn => turn.TurnedAway),
        Kills = turns.Sum(turn => turn.Kills),
        DownShare = Median(turns, turn => turn.DownShare),
    };

    private static double Median(IEnumerable<TeacherTurn> turns, Func<TeacherTurn, double> figure) =>
        Rates.Median([.. turns.Select(figure)]);
}
