namespace Distillery.Shared.Averaging;

/// <summary>How the flat vector of a run is cut into slices: a function of its length alone, so that every process cuts
/// alike.</summary>
public sealed class SliceLayout
{
    // Few enough that each is worth a message, enough to spread over the averagers and to overlap sending with computing.
    private const int WantedSlices = 16;
    private const int SmallestSlice = 16 * 1024;
    private const int SliceStep = 2048; // Whole pages in any wire type, so that each slice can have a stamp of its own in shared memory.
    private const int LargestSlice = 1024 * 1024; // 4 MiB in Float32: below any limit on the size of a message.

    /// <param name="vectorLength">Elements of the flat vector, at least 1.</param>
    public SliceLayout(long vectorLength)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(vectorLength, 1);
        VectorLength = vectorLength;
        long wanted = (vectorLength + WantedSlices - 1) / WantedSlices;
        SliceLength = (int)Math.Clamp((wanted + SliceStep - 1) / SliceStep * SliceStep, SmallestSlice, LargestSlice);
        VectorSlices = checked((int)((vectorLength + SliceLength - 1) / SliceLength));
    }

    public long VectorLength { get; }

    /// <summary>Elements of every slice but the last one of the vector, which may be shorter.</summary>
    public int SliceLength { get; }

    /// <summary>How many slices the vector has.</summary>
    public int VectorSlices { get; }

    /// <summary>With the slice of the ranks' reports, which comes last and is no part of the vector.</summary>
    public int SliceCount => VectorSlices + 1;

    /// <summary>The slice of the ranks' reports.</summary>
    public int ReportSlice => VectorSlices;

    /// <summary>The first element of a slice of the vector.</summary>
    public long OffsetOf(int slice) => (long)slice * SliceLength;

    /// <summary>How many elements a slice of the vector has.</summary>
    /// <exception cref="ArgumentOutOfRangeException">There is no such slice.</exception>
    public int LengthOf(int slice)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(slice);
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(slice, VectorSlices);
        return (int)Math.Min(SliceLength, VectorLength - OffsetOf(slice));
    }
}
