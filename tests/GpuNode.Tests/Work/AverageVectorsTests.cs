using System.Runtime.InteropServices;
using Distillery.GpuNode.Tensors;
using Distillery.GpuNode.Work;
using Distillery.Messages;
using Distillery.Messages.Averaging;
using Distillery.Messages.Generations;
using Distillery.Shared.Averaging;
using Distillery.Shared.Configuration;
using Distillery.Shared.TensorLinks;

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
        ReceivedPayload place = Place(7, slice: 1)!;
        place.Target.Span.Fill(3);
        _averages.Keep(Average(7, 1, place));
        Assert.Equal(-1, _averages.Of(7).Memory.Slices[1].Span.IndexOfAnyExcept((byte)3));
        Assert.False(_averages.Of(7).Memory.HasOffers);
    }

    [Fact]
    public void A_place_has_one_sender_at_a_time_and_is_only_for_the_step_that_is_awaited()
    {
        Assert.Null(Place(0, 0));
        _averages.Await(7);
        Assert.Null(Place(6, 0));
        Assert.Null(Place(8, 0));
        ReceivedPayload place = Place(7, 0)!;
        Assert.Null(Place(7, 0));
        place.Dispose(); // Nobody wanted the message.
        place.Dispose();
        Place(7, 0)!.Dispose();
        Assert.Null(Place(7, Layout.ReportSlice));
        Assert.Null(_averages.PlaceFor(Average(7, 1, Empty), byteCount: 4));
        _averages.Keep(Average(7, 1, Bytes(1, 5)));
        Assert.Null(Place(7, 1));
    }

    [Fact]
    public void A_slice_that_comes_otherwise_while_its_place_is_given_is_kept_too()
    {
        _averages.Await(7);
        ReceivedPayload place = Place(7, 0)!;
        place.Target.Span[..10].Fill(9); // It comes slowly, of a generation that is over.
        _averages.Keep(Average(7, 0, Bytes(0, 5)));
        Assert.Equal(-1, _averages.Of(7).Memory.Slices[0].Span.IndexOfAnyExcept((byte)5));
    }

    [Fact]
    public void What_still_comes_two_steps_later_does_not_get_into_that_steps_average()
    {
        _averages.Await(7);
        ReceivedPayload late = Place(7, 0)!;
        _averages.Keep(Average(7, 0, Bytes(0, 5)));
        _averages.Await(9);
        _averages.Keep(Average(9, 0, Bytes(0, 6)));
        late.Target.Span.Fill(1);
        late.Dispose();
        Assert.Equal(-1, _averages.Of(9).Memory.Slices[0].Span.IndexOfAnyExcept((byte)6));
        Assert.Equal(6, MemoryMarshal.AsBytes(_averages.Of(9).Values.HostSpan<float>())[0]);
    }

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

    private ReceivedPayload? Place(long step, int slice) => _averages.PlaceFor(
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
