using System.Runtime.InteropServices;
using Distillery.GpuNode.Helpers;
using Distillery.Messages;
using Distillery.Messages.Helpers;
using Distillery.Messages.Samples;

namespace Distillery.GpuNode.Data.Asking;

/// <summary>Some rows of a batch that a data node prepares. They are copied into the batch when they come, so that they are in
/// memory twice for no longer than that takes.</summary>
internal sealed class FetchedRows
{
    private readonly IHelperDoor _door;
    private readonly long _number;
    private readonly Task<bool> _copied;

    private FetchedRows(IHelperDoor door, long number, HostBatch batch, int first, int count, int classCount)
    {
        (_door, _number, First, Count) = (door, number, first, count);
        _copied = CopyAsync(AskAsync(batch), batch, classCount);
    }

    internal int First { get; }

    internal int Count { get; }

    internal static FetchedRows Begin(IHelperDoor door, HostBatch batch, int first, int count, int classCount) =>
        new(door, door.NextNumber(), batch, first, count, classCount);

    /// <returns>Whether the rows are in the batch; otherwise somebody else must prepare them.</returns>
    /// <exception cref="OperationCanceledException">It was told to wait no longer.</exception>
    internal bool Wait(CancellationToken stop)
    {
        _copied.Wait(stop);
        return _copied.Result;
    }

    /// <summary>Nobody waits any more.</summary>
    internal void GiveUp()
    {
        if (!_copied.IsCompleted) _door.GiveUp(_number);
    }

    private Task<HelperAnswer?> AskAsync(HostBatch batch)
    {
        byte[] samples = MemoryMarshal.AsBytes(batch.Indices.AsSpan(First, Count)).ToArray();
        return _door.Ask(
            new SampleQuery(_number, 0, batch.Epoch, Count, new MemoryPayload(samples)),
            new SampleLayout(Count, batch.Shape).ByteCount);
    }

    private async Task<bool> CopyAsync(Task<HelperAnswer?> asked, HostBatch batch, int classCount)
    {
        HelperAnswer? answer = await asked.ConfigureAwait(false);
        if (answer is not SampleAnswer prepared) return false;
        using Payload payload = prepared.Payload;
        return TryCopy(prepared.Damages, payload.Bytes.Span, batch, classCount);
    }

    private bool TryCopy(IReadOnlyList<DamagedRow> damages, ReadOnlySpan<byte> bytes, HostBatch batch, int classCount)
    {
        SampleLayout layout = new(Count, batch.Shape);
        ReadOnlySpan<int> labels = layout.Labels(bytes);
        foreach (int label in labels)
        {
            if (label < 0 || label >= classCount) return false;
        }
        if (!damages.All(damage => damage.Row >= 0 && damage.Row < Count)) return false;
        for (int i = 0; i < Count; i++) (batch.Labels[First + i], batch.Damages[First + i]) = (labels[i], null);
        foreach (DamagedRow damage in damages)
            batch.Damages[First + damage.Row] = new DamagedImage(batch.Indices[First + damage.Row], damage.Name, damage.Reason);
        layout.Pixels(bytes).CopyTo(batch.Pixels.AsSpan(First * batch.Shape.ValueCount));
        return true;
    }
}
