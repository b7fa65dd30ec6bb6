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
    public void What_is_received_in_its_place_is_kept_without_a_copy()
    {
        _averages.Await(7);
        Memory<byte> place = Place(7, slice: 1);
        place.Span.Fill(3);
        _averages.Keep(Average(7, 1, new MemoryPayload(place)));
        Assert.True(_averages.Of(7).Memory.Slices[1].Span.Overlaps(place.Span));
        Assert.Equal(-1, _averages.Of(7).Memory.Slices[1].Span.IndexOfAnyExcept((byte)3));
    }

    [Fact]
    public void A_place_is_given_once_and_only_for_the_step_that_is_awaited()
    {
        Assert.True(Place(0, 0).IsEmpty);
        _averages.Await(7);
        Assert.True(Place(6, 0).IsEmpty);
        Assert.True(Place(8, 0).IsEmpty);
        Assert.False(Place(7, 0).IsEmpty);
        Assert.True(Place(7, 0).IsEmpty);
        Assert.True(Place(7, Layout.ReportSlice).IsEmpty);
        Assert.True(_averages.PlaceFor(Average(7, 1, Empty), byteCount: 4).IsEmpty);
        _averages.Keep(Average(7, 1, Bytes(1, 5)));
        Assert.True(Place(7, 1).IsEmpty);
        _averages.Await(8);
        Assert.False(Place(8, 0).IsEmpty);
    }

    [Fact]
    public void A_slice_that_comes_otherwise_after_a_place_was_given_is_kept_too()
    {
        _averages.Await(7);
        Place(7, 0).Span[..10].Fill(9); // The link broke in the middle.
        _averages.Keep(Average(7, 0, Bytes(0, 5)));
        Assert.Equal(-1, _averages.Of(7).Memory.Slices[0].Span.IndexOfAnyExcept((byte)5));
    }

    [Fact]
    public void A_slice_that_was_overwritten_while_it_was_copied_is_known_until_the_memory_is_used_again()
    {
        _averages.Keep(Average(7, 0, Bytes(0, 5)));
        Assert.Null(_averages.Of(7).TornSlice);
        _averages.Keep(Average(7, 1, new TornPayload(Layout.LengthOf(1) * sizeof(float))));
        Assert.Equal(1, _averages.Of(7).TornSlice);
        Assert.Null(_averages.Of(9).TornSlice);
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

    private Memory<byte> Place(long step, int slice) => _averages.PlaceFor(
        Average(step, slice, Empty), Layout.LengthOf(Math.Min(slice, Layout.VectorSlices - 1)) * sizeof(float));

    private sealed class TornPayload(int byteCount) : Payload
    {
        public override ReadOnlyMemory<byte> Bytes { get; } = new byte[byteCount];

        public override bool IsIntact => false;

        public override void Dispose()
        {
        }
    }
}
