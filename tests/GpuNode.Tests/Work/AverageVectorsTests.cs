using Distillery.GpuNode.Work;
using Distillery.Messages;
using Distillery.Messages.Averaging;
using Distillery.Messages.Generations;
using Distillery.Shared.Averaging;
using Distillery.Shared.Configuration;

namespace Distillery.GpuNode.Tests.Work;

public sealed class AverageVectorsTests : IDisposable
{
    private static readonly SliceLayout Layout = new(40_000);
    private static readonly Generation First = new(1, 1);

    private readonly AverageVectors _averages = new(Layout, WireType.Fp32);

    public void Dispose() => _averages.Dispose();

    [Fact]
    public void A_slice_that_was_overwritten_while_it_was_copied_is_missing_until_it_comes_again()
    {
        _averages.Keep(Average(7, 0, Bytes(0, 5)));
        _averages.Keep(Average(7, 1, new TornPayload(Layout.LengthOf(1) * sizeof(float))));
        _averages.Keep(Average(7, 2, Bytes(2, 5)));
        _averages.Keep(Average(7, Layout.ReportSlice, Empty));
        Assert.False(_averages.Of(7).IsComplete(0));
        _averages.Keep(Average(7, 1, Bytes(1, 5))); // It comes once more, in another generation.
        Assert.True(_averages.Of(7).IsComplete(0));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void A_part_that_was_overwritten_while_it_was_added_leaves_no_average(bool isTorn)
    {
        SliceAverager averager = new(Layout, WireType.Fp32, 2, _averages);
        Payload second = isTorn ? new TornPayload(Layout.LengthOf(0) * sizeof(float)) : Bytes(0, 0);
        SliceAverage? average = averager.Average(
            First, 7, 0, [Part(0, Bytes(0, 0)), Part(1, second)]);
        Assert.Equal(isTorn, average is null);
    }

    private static MemoryPayload Empty => new(default);

    private static MemoryPayload Bytes(int slice, byte value)
    {
        byte[] bytes = new byte[Layout.LengthOf(slice) * sizeof(float)];
        bytes.AsSpan().Fill(value);
        return new MemoryPayload(bytes);
    }

    private static SlicePart Part(int rank, Payload payload) => new(First, 7, 0, new RankSpan(rank, 1), payload);

    private static SliceAverage Average(long step, int slice, Payload payload) => new(First, step, slice, 1, true, payload);

    private sealed class TornPayload(int byteCount) : Payload
    {
        public override ReadOnlyMemory<byte> Bytes { get; } = new byte[byteCount];

        public override bool IsIntact => false;

        public override void Dispose()
        {
        }
    }
}
