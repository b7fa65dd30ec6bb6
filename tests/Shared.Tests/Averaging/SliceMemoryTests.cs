using System.Runtime.InteropServices;
using Distillery.Shared.Averaging;
using Distillery.Shared.Configuration;

namespace Distillery.Shared.Tests.Averaging;

public sealed class SliceMemoryTests
{
    [Theory]
    [InlineData(1, WireType.Fp32)]
    [InlineData(100_001, WireType.Fp32)]
    [InlineData(100_001, WireType.Bf16)]
    public void The_whole_and_the_slices_are_the_same_memory(int length, WireType wire)
    {
        SliceLayout layout = new(length);
        using SliceMemory memory = new(layout, wire);
        Assert.Equal(length * wire.SizeInBytes(), memory.Whole.Length);
        for (int slice = 0; slice < layout.VectorSlices; slice++) memory.Slices[slice].Span.Fill((byte)(slice + 1));

        int sliceBytes = layout.SliceLength * wire.SizeInBytes();
        byte[] expected = [.. Enumerable.Range(0, memory.Whole.Length).Select(at => (byte)((at / sliceBytes) + 1))];
        Assert.Equal(expected, memory.Whole.ToArray());
    }

    [Fact]
    public void It_begins_with_zeros_and_a_payload_is_what_the_slice_is()
    {
        using SliceMemory memory = new(new SliceLayout(40_000), WireType.Fp32);
        Assert.Equal(-1, memory.Whole.Span.IndexOfAnyExcept((byte)0));
        MemoryMarshal.Cast<byte, float>(memory.Slices[1].Span)[5] = 3;
        Assert.Equal(3, MemoryMarshal.Cast<byte, float>(memory.PayloadOf(1).Bytes.Span)[5]);
        memory.PayloadOf(1).Dispose();
        Assert.Equal(memory.Slices[1].Length, memory.PayloadOf(1).Bytes.Length);
    }

    [Fact]
    public void Beginning_or_ending_a_write_twice_does_no_harm()
    {
        using SliceMemory memory = new(new SliceLayout(40_000), WireType.Fp32);
        memory.EndWrite(0);
        memory.BeginWrite(0);
        memory.BeginWrite(0);
        memory.BeginWrite(1);
        memory.EndWrite(0);
        memory.EndWrite(0);
    }

    [Fact]
    public void Who_has_it_pinned_can_read_it_after_its_end()
    {
        SliceMemory memory = new(new SliceLayout(40_000), WireType.Fp32);
        using System.Buffers.MemoryHandle pin = memory.Whole.Pin();
        memory.Whole.Span.Fill(2);
        memory.Dispose();
        Assert.Equal(-1, memory.Whole.Span.IndexOfAnyExcept((byte)2));
    }
}
