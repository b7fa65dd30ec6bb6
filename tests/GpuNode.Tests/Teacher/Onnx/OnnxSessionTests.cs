using Distillery.GpuNode.Teacher.Onnx;
using Microsoft.ML.OnnxRuntime;

namespace Distillery.GpuNode.Tests.Teacher.Onnx;

public sealed class OnnxSessionTests : IDisposable
{
    private const int Pixels = 16;

    private readonly OnnxFiles _files = new();

    public void Dispose() => _files.Dispose();

    [Fact]
    public void It_computes_what_the_file_says_over_the_memory_that_it_is_given()
    {
        using OnnxSession session = Open(_files.Write());
        float[] images = [.. Enumerable.Repeat(1f, Pixels), .. Enumerable.Repeat(-2f, Pixels)];

        float[] logits = Run(session, images);

        Assert.Equal([0.5f, 1.5f], logits[..2]);
        Assert.Equal([-1f, -3f], logits[OnnxFiles.Classes..(OnnxFiles.Classes + 2)]);
    }

    [Fact]
    public void A_file_in_memory_answers_like_the_file()
    {
        string path = _files.Write();
        using OnnxSession file = Open(path);
        using OnnxSession memory = OnnxSession.Open(File.ReadAllBytes(path), "images", "logits", threads: 1, cudaDevice: null);
        float[] images = [.. Enumerable.Range(0, 3 * Pixels).Select(i => MathF.Sin(i))];

        Assert.Equal(Run(file, images), Run(memory, images));
    }

    [Fact]
    public void An_output_of_another_shape_than_asked_for_is_an_error_and_writes_nothing_beside_it()
    {
        using OnnxSession session = Open(_files.Write());
        float[] narrow = new float[OnnxFiles.Classes - 1];

        Assert.Throws<OnnxRuntimeException>(() => session.Run(new float[Pixels], [1, 1, 4, 4], narrow, [1, narrow.Length]));

        Assert.All(narrow, value => Assert.Equal(0, value));
    }

    [Fact]
    public void The_native_library_says_its_version() => Assert.StartsWith("1.31.", OnnxRuntimeLibrary.Version, StringComparison.Ordinal);

    private static OnnxSession Open(string path) => OnnxSession.Open(path, "images", "logits", threads: 1, cudaDevice: null);

    private static float[] Run(OnnxSession session, float[] images)
    {
        int count = images.Length / Pixels;
        float[] logits = new float[count * OnnxFiles.Classes];
        session.Run(images, [count, 1, 4, 4], logits, [count, OnnxFiles.Classes]);
        return logits;
    }
}
