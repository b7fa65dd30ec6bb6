using Distillery.Shared.Averaging;
using Distillery.Shared.Configuration;
using Distillery.Shared.TensorLinks.Memory;

namespace Distillery.Shared.Tests.Averaging;

public sealed class SliceLayoutTests
{
    [Theory]
    [InlineData(1, 16_384, 1)]
    [InlineData(16_384, 16_384, 1)]
    [InlineData(16_385, 16_384, 2)]
    [InlineData(272_474, 18_432, 15)]
    [InlineData(11_173_962, 700_416, 16)]
    [InlineData(138_357_544, 1_048_576, 132)]
    public void The_length_alone_decides_how_a_vector_is_cut(long vectorLength, int sliceLength, int vectorSlices)
    {
        SliceLayout layout = new(vectorLength);
        Assert.Equal((sliceLength, vectorSlices), (layout.SliceLength, layout.VectorSlices));
        Assert.Equal((vectorSlices, vectorSlices + 1), (layout.ReportSlice, layout.SliceCount));
    }

    [Theory]
    [InlineData(40_000)]
    [InlineData(11_173_962)]
    [InlineData(400_000_000)]
    public void Every_slice_begins_at_a_page_whatever_the_wire_type(long vectorLength)
    {
        SliceLayout layout = new(vectorLength);
        Assert.Equal(0, layout.SliceLength * WireType.Bf16.SizeInBytes() % SharedRegion.PageBytes);
        Assert.Equal(0, layout.SliceLength * WireType.Fp32.SizeInBytes() % SharedRegion.PageBytes);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(40_000)]
    [InlineData(999_983)]
    [InlineData(20_000_000)]
    public void The_slices_follow_one_another_and_end_with_the_vector(long vectorLength)
    {
        SliceLayout layout = new(vectorLength);
        long next = 0;
        for (int slice = 0; slice < layout.VectorSlices; slice++)
        {
            Assert.Equal(next, layout.OffsetOf(slice));
            Assert.InRange(layout.LengthOf(slice), 1, layout.SliceLength);
            next += layout.LengthOf(slice);
        }
        Assert.Equal(vectorLength, next);
        Assert.Throws<ArgumentOutOfRangeException>(() => layout.LengthOf(layout.ReportSlice));
    }
}
