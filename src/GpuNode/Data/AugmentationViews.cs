using Distillery.Shared.Seeds;

namespace Distillery.GpuNode.Data;

/// <summary>Which of an image's ways of augmentation an epoch shows: all of them once, in turn, before one comes again.</summary>
public static class AugmentationViews
{
    private const string StreamName = "augmentation view"; // Part of every run's outcome: never renamed.

    /// <returns>From 0 to one below the count.</returns>
    public static int ViewAt(long seed, int epoch, int sample, int viewCount)
    {
        RandomStream stream = RandomStream.Named(seed, StreamName, sample);
        return (stream.NextInt(viewCount) + epoch) % viewCount;
    }

    /// <summary>Whether an image is seen in this way for the first time of the run.</summary>
    public static bool IsFirst(int epoch, int viewCount) => epoch < viewCount;
}
