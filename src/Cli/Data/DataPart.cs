using Distillery.GpuNode.Data;
using Distillery.GpuNode.Data.Packing;
using Distillery.GpuNode.Data.Sources;

namespace Distillery.Cli.Data;

/// <summary>One split of a data set.</summary>
/// <param name="Name">"train" or "val".</param>
/// <param name="Source">Its images, where they are encoded; otherwise null,</param>
/// <param name="Dataset">and these are they.</param>
internal sealed record DataPart(string Name, ISampleSource? Source, IImageDataset? Dataset) : IDisposable
{
    internal int Count => Source?.Count ?? Dataset!.Count;

    internal int ClassCount => Source?.ClassCount ?? Dataset!.ClassCount;

    internal int Label(int sample) => Source?.Label(sample) ?? Dataset!.Label(sample);

    /// <summary>What is packed or verified; it takes over the source.</summary>
    internal IPackableSamples Packable(int? shorterSide, int quality) =>
        Source is null ? new RasterSamples(Dataset!) : new EncodedSamples(Source, shorterSide, quality);

    public void Dispose() => Source?.Dispose();
}
