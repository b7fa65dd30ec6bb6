using Distillery.Shared.TensorLinks.Memory;

namespace Distillery.Shared.Tests.TensorLinks.Memory;

public sealed class SharedRegionTests
{
    [Fact]
    public void Allocations_are_zeroed_apart_and_from_the_start_of_a_page()
    {
        using SharedRegion region = SharedRegion.Create(1, 5000, 4096);
        Assert.Equal([1, 5000, 4096], region.Allocations.Select(allocation => allocation.Memory.Length));
        Assert.All(region.Allocations, allocation =>
        {
            Assert.Equal(0, allocation.Address % 4096);
            Assert.Equal(-1, allocation.Memory.Span.IndexOfAnyExcept((byte)0));
            allocation.Memory.Span.Fill((byte)allocation.Memory.Length);
        });
        Assert.All(
            region.Allocations,
            allocation => Assert.Equal(-1, allocation.Memory.Span.IndexOfAnyExcept((byte)allocation.Memory.Length)));
    }

    [Fact]
    public void A_write_is_begun_once_and_ended_once()
    {
        using SharedRegion region = SharedRegion.Create(1);
        SharedAllocation allocation = region.Allocations[0];
        Assert.Throws<InvalidOperationException>(allocation.EndWrite);
        allocation.BeginWrite();
        Assert.Throws<InvalidOperationException>(allocation.BeginWrite);
        allocation.EndWrite();
        allocation.BeginWrite();
    }

    [Fact]
    public void Sizes_that_make_no_sense_are_refused()
    {
        Assert.Throws<ArgumentOutOfRangeException>(() => SharedRegion.Create());
        Assert.Throws<ArgumentOutOfRangeException>(() => SharedRegion.Create(1, 0));
        Assert.Throws<ArgumentOutOfRangeException>(() => SharedRegion.Create(new int[505]));
        using SharedRegion most = SharedRegion.Create([.. Enumerable.Repeat(1, 504)]);
        most.Allocations[503].BeginWrite();
    }

    [Fact]
    public void Memory_that_is_gone_cannot_be_pinned()
    {
        SharedRegion region = SharedRegion.Create(100);
        Memory<byte> memory = region.Allocations[0].Memory;
        using (memory.Pin())
        {
            region.Dispose();
            region.Dispose();
            memory.Span[99] = 1; // Held by the pin.
        }
        Assert.Throws<ObjectDisposedException>(() => memory.Pin());
    }
}
