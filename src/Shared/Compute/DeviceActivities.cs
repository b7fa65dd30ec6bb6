namespace Distillery.Shared.Compute;

/// <summary>What holds for all activities.</summary>
public static class DeviceActivities
{
    public static int Count { get; } = Enum.GetValues<DeviceActivity>().Length;

    /// <summary>Values of the metric label, in the order of the enum.</summary>
    public static IReadOnlyList<string> Names { get; } =
        [.. Enum.GetNames<DeviceActivity>().Select(name => name.ToLowerInvariant())];

    /// <summary>The share of all seconds that went into what trains a student: score, teacher and compute. 0 without
    /// seconds.</summary>
    /// <param name="seconds">By activity.</param>
    public static double Goodput(IReadOnlyList<double> seconds)
    {
        double good = seconds[(int)DeviceActivity.Score] + seconds[(int)DeviceActivity.Teacher]
            + seconds[(int)DeviceActivity.Compute];
        double all = seconds.Sum();
        return all > 0 ? good / all : 0;
    }
}
