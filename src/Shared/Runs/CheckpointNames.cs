using System.Globalization;

namespace Distillery.Shared.Runs;

/// <summary>The names in a <c>checkpoints</c> folder. Hidden names are work in progress: no reader looks at them.
/// </summary>
internal static class CheckpointNames
{
    internal const string Latest = "latest";
    internal const string WritingPrefix = ".writing-";
    internal const string ReplacedPrefix = ".replaced-";
    internal const string PrunedPrefix = ".pruned-";

    private const string StepPrefix = "step-";
    private const char WriterMark = '@'; // Between the step and who writes it; no name of a node has one.

    /// <summary>Eight digits at least, so that names sort as steps do.</summary>
    internal static string OfStep(long step) => StepPrefix + step.ToString("D8", CultureInfo.InvariantCulture);

    /// <summary>The step in a folder's name; null for any other name.</summary>
    internal static long? StepOf(string name)
    {
        if (!name.StartsWith(StepPrefix, StringComparison.Ordinal)) return null;
        bool isNumber = long.TryParse(
            name.AsSpan(StepPrefix.Length), NumberStyles.None, CultureInfo.InvariantCulture, out long step);
        return isNumber && name == OfStep(step) ? step : null;
    }

    /// <summary>The name of a folder that is being filled.</summary>
    /// <param name="writer">Who fills it.</param>
    internal static string OfPending(long step, string writer) => WritingPrefix + OfStep(step) + WriterMark + writer;

    /// <summary>The step of a folder that is being filled; null for any other name.</summary>
    internal static long? PendingStepOf(string name)
    {
        if (!name.StartsWith(WritingPrefix, StringComparison.Ordinal)) return null;
        string rest = name[WritingPrefix.Length..];
        int mark = rest.IndexOf(WriterMark);
        return mark < 0 ? null : StepOf(rest[..mark]);
    }

    /// <summary>The steps that have a folder, complete or not, newest first.</summary>
    internal static IReadOnlyList<long> StepsIn(string checkpointsPath)
    {
        if (!Directory.Exists(checkpointsPath)) return [];
        return [.. Directory.EnumerateDirectories(checkpointsPath)
            .Select(path => StepOf(Path.GetFileName(path)))
            .OfType<long>()
            .OrderDescending()];
    }
}
