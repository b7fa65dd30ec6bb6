using Distillery.GpuNode.Data;
using Distillery.GpuNode.Data.Codecs;
using Distillery.GpuNode.Data.Resampling;
using Distillery.GpuNode.Weights;

namespace Distillery.GpuNode.Tests.Data;

/// <summary>The images of the folder Fixtures, and what Pillow and torchvision make of them (Fixtures/make_fixtures.py).</summary>
internal static class ImageFixtures
{
    internal const int Width = 61;
    internal const int Height = 47;

    private static readonly Lazy<NamedArrays> Results = new(() => SafetensorsFile.Read(PathOf("pillow.safetensors")));

    internal static byte[] Bytes(string name) => File.ReadAllBytes(PathOf(name));

    internal static string PathOf(string name)
    {
        DirectoryInfo? folder = new(AppContext.BaseDirectory);
        while (folder is not null && !File.Exists(Path.Combine(folder.FullName, "Orchestrator.sln"))) folder = folder.Parent;
        Assert.NotNull(folder);
        return Path.Combine(folder.FullName, "tests", "GpuNode.Tests", "Data", "Fixtures", name);
    }

    /// <summary>Planes that Pillow or torchvision computed.</summary>
    internal static byte[] Result(string name) => Results.Value[name].Data.ToArray();

    internal static IEnumerable<string> ResultNames => Results.Value.Select(array => array.Name);

    /// <summary>Decodes and resamples an image.</summary>
    /// <param name="window">Null for the whole image at its own size.</param>
    internal static byte[] Resampled(byte[] encoded, ResampleWindow? window = null, int channels = 3, int divisor = 1)
    {
        using ImageDecoder decoder = new();
        Assert.Null(decoder.Decode(encoded, new FixedScale(divisor)));
        ImageShape shape = new(channels, window?.Height ?? decoder.Image.FullHeight, window?.Width ?? decoder.Image.FullWidth);
        byte[] result = new byte[shape.ValueCount];
        ResampleWindow whole = ResampleWindow.Whole(0, 0, decoder.Image.FullWidth, decoder.Image.FullHeight, shape, mirror: false);
        new ImageResampler().Resample(decoder.Image, window ?? whole, shape, result);
        return result;
    }

    /// <summary>The mean and the largest difference of two images.</summary>
    internal static (double Mean, int Largest) Difference(byte[] left, byte[] right)
    {
        Assert.Equal(left.Length, right.Length);
        int[] differences = [.. left.Zip(right, (a, b) => Math.Abs(a - b))];
        return (differences.Average(), differences.Max());
    }

    internal sealed class FixedScale(int divisor) : IScaleChoice
    {
        public int DivisorFor(int width, int height) => divisor;
    }
}
