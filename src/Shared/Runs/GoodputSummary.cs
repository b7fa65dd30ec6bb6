using Distillery.Shared.Compute;

namespace Distillery.Shared.Runs;

/// <summary>Where the time of a run's nodes went, since its clock began.</summary>
/// <param name="Ratio">Score, teacher and compute over all; 0 to 1.</param>
/// <param name="DeviceSeconds">Of all nodes together.</param>
/// <param name="Seconds">By activity; they add up to <paramref name="DeviceSeconds"/>.</param>
public sealed record GoodputSummary(double Ratio, double DeviceSeconds, ActivitySeconds Seconds)
{
    /// <param name="seconds">By <see cref="DeviceActivity"/>.</param>
    public static GoodputSummary Of(IReadOnlyList<double> seconds) => new(
        DeviceActivities.Goodput(seconds), seconds.Sum(),
        new ActivitySeconds(
            seconds[0], seconds[1], seconds[2], seconds[3], seconds[4], seconds[5], seconds[6], seconds[7], seconds[8]));

    /// <summary>By <see cref="DeviceActivity"/>.</summary>
    public IReadOnlyList<double> ToSeconds() =>
    [
        Seconds.Data, Seconds.Score, Seconds.Teacher, Seconds.Compute, Seconds.Average, Seconds.Recover, Seconds.Checkpoint,
        Seconds.Evaluate, Seconds.Idle,
    ];
}

/// <summary>Seconds by <see cref="DeviceActivity"/>, in its order.</summary>
public sealed record ActivitySeconds(
    double Data, double Score, double Teacher, double Compute, double Average, double Recover, double Checkpoint,
    double Evaluate, double Idle);
