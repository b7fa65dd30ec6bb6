using Distillery.GpuNode.Data.Codecs;
using Distillery.GpuNode.Data.Resampling;
using Distillery.Shared.Seeds;

namespace Distillery.GpuNode.Data.Augmentation;

/// <summary>What one thread needs to prepare encoded images: a decoder, and memory that serves one image after the
/// other.</summary>
internal sealed class ImageWorkspace : IScaleChoice, IDisposable
{
    private readonly EncodedPipeline _pipeline;
    private readonly ImageDecoder _decoder = new();
    private readonly ImageResampler _resampler = new();
    private readonly byte[] _scratch;
    private ResampleWindow _window;
    private RandomStream _stream;
    private bool _isTraining;

    internal ImageWorkspace(EncodedPipeline pipeline)
    {
        _pipeline = pipeline;
        _scratch = new byte[pipeline.Shape.ValueCount];
    }

    /// <summary>Memory for one image's encoded bytes.</summary>
    internal EncodedBuffer Encoded { get; } = new();

    /// <returns>What is wrong with the image; null where all is well.</returns>
    internal string? Train(ReadOnlySpan<byte> encoded, RandomStream stream, Span<byte> destination)
    {
        (_stream, _isTraining) = (stream, true);
        string? problem = Prepare(encoded, destination);
        if (problem is null) _pipeline.Augment(destination, _scratch, ref _stream);
        return problem;
    }

    /// <inheritdoc cref="Train"/>
    internal string? Evaluate(ReadOnlySpan<byte> encoded, Span<byte> destination)
    {
        _isTraining = false;
        return Prepare(encoded, destination);
    }

    int IScaleChoice.DivisorFor(int width, int height)
    {
        _window = _isTraining
            ? _pipeline.DrawWindow(width, height, ref _stream)
            : _pipeline.EvaluationWindow(width, height);
        return _pipeline.IsScaledDecodingAllowed ? _window.LargestDivisor : 1;
    }

    public void Dispose() => _decoder.Dispose();

    private string? Prepare(ReadOnlySpan<byte> encoded, Span<byte> destination)
    {
        string? problem = _decoder.Decode(encoded, this);
        if (problem is null) _resampler.Resample(_decoder.Image, _window, _pipeline.Shape, destination);
        return problem;
    }
}
