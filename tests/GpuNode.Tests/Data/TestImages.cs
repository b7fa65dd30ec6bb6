using Distillery.GpuNode.Data;

namespace Distillery.GpuNode.Tests.Data;

/// <summary>Small data sets whose every byte is known.</summary>
internal static class TestImages
{
    /// <summary>Images whose bytes differ from image to image; the label of image i is i modulo the classes.</summary>
    internal static InMemoryDataset Numbered(int count, ImageShape shape, int classCount = 10)
    {
        byte[] pixels = new byte[count * shape.ValueCount];
        for (int i = 0; i < pixels.Length; i++) pixels[i] = (byte)((i * 31) + (i / shape.ValueCount));
        byte[] labels = new byte[count];
        for (int i = 0; i < count; i++) labels[i] = (byte)(i % classCount);
        return new InMemoryDataset("numbered", shape, classCount, pixels, labels);
    }

    /// <summary>A pipeline for one grey channel with every augmentation switched on.</summary>
    internal static ImagePipeline Augmenting(ImageShape shape) =>
        new(shape, pad: 1, cropPadding: 2, flip: true, mean: [0.25f], std: [0.5f]);
}
