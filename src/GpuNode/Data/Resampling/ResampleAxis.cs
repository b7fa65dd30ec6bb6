namespace Distillery.GpuNode.Data.Resampling;

/// <summary>Which samples of a row or column make up each sample of the resized one, and with what weight: bilinear with
/// antialiasing.</summary>
/// <remarks>The triangle filter of Pillow's resize (libImaging/Resample.c, precompute_coeffs and normalize_coeffs_8bpc), with
/// its fixed-point weights: where boxes and planes are whole, so are the results, bit by bit. Memory is used again.</remarks>
internal sealed class ResampleAxis
{
    /// <summary>Bits behind the point of a weight: 8 bits of value and 2 of head room remain of 32.</summary>
    internal const int FractionBits = 32 - 8 - 2;

    private int[] _starts = [];
    private int[] _weights = [];
    private double[] _exact = [];

    /// <summary>Samples of the resized axis.</summary>
    internal int Count { get; private set; }

    /// <summary>The most samples that make up one.</summary>
    internal int Taps { get; private set; }

    /// <summary>The first sample that is needed at all.</summary>
    internal int First { get; private set; }

    /// <summary>The sample after the last one that is needed.</summary>
    internal int End { get; private set; }

    /// <summary>Where the samples of a resized one begin.</summary>
    internal int StartOf(int index) => _starts[index];

    /// <summary>The weights of a resized sample, <see cref="Taps"/> of them; unused ones are 0 and lie behind.</summary>
    internal ReadOnlySpan<int> WeightsOf(int index) => _weights.AsSpan(index * Taps, Taps);

    /// <param name="boxStart">Where the source begins, in samples of the plane, fractions allowed.</param>
    /// <param name="boxEnd">Where it ends.</param>
    /// <param name="limitStart">No sample before this one is used.</param>
    /// <param name="limitEnd">No sample from this one on is used.</param>
    /// <param name="scaledCount">To how many samples the box is resized.</param>
    /// <param name="offset">The first of these that is wanted.</param>
    /// <param name="count">How many are wanted.</param>
    /// <param name="mirror">Whether they are wanted in reverse order.</param>
    internal void Set(
        double boxStart, double boxEnd, int limitStart, int limitEnd, int scaledCount, int offset, int count, bool mirror)
    {
        double scale = (boxEnd - boxStart) / scaledCount;
        double filterScale = Math.Max(scale, 1); // Where an image grows, the filter is not narrowed.
        Taps = ((int)Math.Ceiling(filterScale) * 2) + 1;
        Count = count;
        if (_starts.Length < count) _starts = new int[count];
        if (_weights.Length < count * Taps) _weights = new int[count * Taps];
        if (_exact.Length < Taps) _exact = new double[Taps];
        (First, End) = (limitEnd, limitStart);
        for (int i = 0; i < count; i++)
        {
            double center = boxStart + ((offset + i + 0.5) * scale);
            SetSample(mirror ? count - 1 - i : i, center, filterScale, limitStart, limitEnd);
        }
    }

    private void SetSample(int index, double center, double filterScale, int limitStart, int limitEnd)
    {
        int start = Math.Clamp((int)(center - filterScale + 0.5), limitStart, limitEnd - 1);
        int end = Math.Clamp((int)(center + filterScale + 0.5), start + 1, limitEnd);
        double sum = 0;
        for (int i = 0; i < end - start; i++)
        {
            double distance = Math.Abs((i + start - center + 0.5) / filterScale);
            _exact[i] = Math.Max(1 - distance, 0);
            sum += _exact[i];
        }
        if (sum == 0) (_exact[0], sum) = (1, 1); // A box of no extent at an edge: its nearest sample.
        Span<int> weights = _weights.AsSpan(index * Taps, Taps);
        weights.Clear();
        for (int i = 0; i < end - start; i++)
            weights[i] = (int)(0.5 + (_exact[i] / sum * (1 << FractionBits)));
        _starts[index] = start;
        (First, End) = (Math.Min(First, start), Math.Max(End, end));
    }
}
