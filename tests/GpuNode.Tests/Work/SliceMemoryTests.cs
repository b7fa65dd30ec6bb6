using System.Runtime.InteropServices;
using Distillery.GpuNode.Work;
using Distillery.Shared.Averaging;
using Distillery.Shared.Configuration;
using Distillery.Torch;

namespace Distillery.GpuNode.Tests.Work;

public sealed class SliceMemoryTests
{
    [Theory]
    [InlineData(1, WireType.Fp32)]
    [InlineData(100_001, WireType.Fp32)]
    [InlineData(100_001, WireType.Bf16)]
    public void The_tensor_and_the_slices_are_the_same_memory(int length, WireType wire)
    {
        SliceLayout layout = new(length);
        using SliceMemory memory = new(layout, wire);
        Assert.Equal((length, SliceMemory.TypeOf(wire)), ((int)memory.All.Count, memory.All.Type));
        for (int slice = 0; slice < layout.VectorSlices; slice++) memory.Slices[slice].Span.Fill((byte)(slice + 1));

        byte[] bytes = new byte[length * wire.SizeInBytes()];
        memory.All.CopyBytesTo(bytes);

        int sliceBytes = layout.SliceLength * wire.SizeInBytes();
        Assert.Equal(Enumerable.Range(0, bytes.Length).Select(at => (byte)((at / sliceBytes) + 1)), bytes);
    }

    [Fact]
    public void It_begins_with_zeros_and_a_payload_is_what_the_slice_is()
    {
        using SliceMemory memory = new(new SliceLayout(40_000), WireType.Fp32);
        Assert.All(memory.All.ToArray<float>(), value => Assert.Equal(0, value));
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
    public void A_tensor_over_it_outlives_it()
    {
        SliceMemory memory = new(new SliceLayout(40_000), WireType.Fp32);
        using Tensor view = memory.All.Narrow(0, 0, 10);
        memory.All.HostSpan<float>().Fill(2);
        memory.Dispose();
        Assert.All(view.ToArray<float>(), value => Assert.Equal(2, value));
    }
}
