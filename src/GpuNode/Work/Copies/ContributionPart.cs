using Distillery.GpuNode.Tensors;
using Distillery.Messages.Generations;
using Distillery.Shared.Averaging;
using Distillery.Shared.Configuration;

namespace Distillery.GpuNode.Work.Copies;

/// <summary>What one device contributes to a subtree of ranks: the sum over neighbouring ranks that it has, which are a subtree themselves.
/// It is added up on the device, slice by slice, and comes to the host as one vector. On the host a part is a single rank, whose memory
/// is read where it is.</summary>
/// <param name="seats">Where the ranks sit, by rank.</param>
/// <param name="memory">Takes the sum, as numbers of the wire type; on the host the rank's own.</param>
/// <param name="due">How many of the ranks are still to be computed.</param>
internal sealed class ContributionPart(
    RankSpan ranks, RankSeat[] seats, SliceMemory memory, int due, SliceLayout layout, WireType wire)
{
    private readonly int[] _ranksLeft = [.. Enumerable.Repeat(due, layout.VectorSlices)]; // By slice.

    internal RankSpan Ranks { get; } = ranks;

    internal RankSeat[] Seats { get; } = seats;

    internal SliceMemory Memory { get; } = memory;

    /// <summary>Whether a rank of it is still to be computed. Else somebody must <see cref="Bring"/> it.</summary>
    internal bool IsDue { get; } = due > 0;

    /// <summary>A rank has its part of a slice; the last one brings it. Several threads at once.</summary>
    /// <returns>Whether the slice is in <see cref="Memory"/> now.</returns>
    internal bool Arrive(int slice)
    {
        if (Interlocked.Decrement(ref _ranksLeft[slice]) > 0) return false;
        Bring(slice);
        return true;
    }

    /// <summary>Adds one slice up along the tree and copies it to the host.</summary>
    internal void Bring(int slice)
    {
        if (!Seats[0].Copy.Device.HasOwnMemory) return; // It is there.
        using DisposeScope scope = NewDisposeScope();
        using IDisposable guard = no_grad();
        ScalarType type = WireTensors.TypeOf(wire);
        (long first, int length) = (layout.OffsetOf(slice), layout.LengthOf(slice));
        Tensor[] sums = Array.ConvertAll(Seats, seat => seat.Contribution.narrow(0, first, length).to(type));
        foreach ((int target, int source) in RankTree.Additions(sums.Length)) sums[target] = sums[target].add(sums[source], Scalars.One);
        Memory.BeginWrite(slice);
        HostTensor.OverBytes(Memory.Slices[slice], type, length).copy_(sums[0]); // Waits for the device.
        Memory.EndWrite(slice);
    }
}
