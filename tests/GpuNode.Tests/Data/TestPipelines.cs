using Distillery.GpuNode.Data;
using Distillery.GpuNode.Data.Augmentation;

namespace Distillery.GpuNode.Tests.Data;

internal static class TestPipelines
{
    /// <summary>Random resized crops and mirror images.</summary>
    internal static EncodedPipeline Of(int size) => new(
        new ImageShape(3, size, size), size + (size / 7), CropSettings.Standard, Flip: true, new ColorJitter(0, 0, 0, 0),
        new RandAugment(0, 0), new Normalization([0.5f, 0.5f, 0.5f], [0.25f, 0.25f, 0.25f]), IsScaledDecodingAllowed: true);
}
