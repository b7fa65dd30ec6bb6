using Distillery.GpuNode.Data;

namespace Distillery.GpuNode.Teacher;

/// <summary>What is subtracted from each channel of pixels between 0 and 1, and what the rest is divided by.</summary>
public sealed record Normalisation(float[] Mean, float[] Std)
{
    internal static Normalisation Of(ImagePipeline pipeline) => new([.. pipeline.Mean], [.. pipeline.Std]);

    internal bool IsSameAs(Normalisation other) => Mean.SequenceEqual(other.Mean) && Std.SequenceEqual(other.Std);
}
