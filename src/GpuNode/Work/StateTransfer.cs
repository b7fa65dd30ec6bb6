using System.Buffers.Binary;
using System.Text.Json;
using Distillery.GpuNode.Tensors;
using Distillery.GpuNode.Training;
using Distillery.Messages;
using Distillery.Messages.Averaging;
using Distillery.Shared.Averaging;

namespace Distillery.GpuNode.Work;

/// <summary>A state in pieces, from one node to another: a header, the vectors of <see cref="StateVectors"/> in parts of
/// <see cref="PieceBytes"/>, and the hash of all.</summary>
internal sealed class StateTransfer(TrainingState state)
{
    /// <summary>Small enough to be sent between other messages, large enough that there are few.</summary>
    internal const int PieceBytes = 4 * 1024 * 1024;

    private const uint Magic = 0x54535244; // "DRST"
    private const uint Version = 2;
    private const int HeaderBytes = 4 + 4; // Magic, version; the progress as JSON follows.

    private readonly List<byte[]> _kept = [];

    /// <summary>The pieces of the current state. On the host they are the state's own memory.</summary>
    internal IReadOnlyList<Payload> Cut(RunProgress progress)
    {
        byte[] header = Header(progress);
        List<Payload> pieces = [new MemoryPayload(header)];
        foreach (Tensor vector in state.Vectors)
        {
            ReadOnlyMemory<byte> bytes = StateVectors.HostBytes(vector);
            for (int start = 0; start < bytes.Length; start += PieceBytes)
                pieces.Add(new MemoryPayload(bytes.Slice(start, Math.Min(PieceBytes, bytes.Length - start))));
        }
        byte[] hash = new byte[sizeof(ulong)];
        BinaryPrimitives.WriteUInt64LittleEndian(hash, Hash(pieces.Select(piece => piece.Bytes)));
        pieces.Add(new MemoryPayload(hash));
        return pieces;
    }

    /// <summary>Copies a piece, and disposes its payload. Piece 0 begins anew.</summary>
    internal void Keep(StateChunk piece)
    {
        using Payload payload = piece.Payload;
        if (piece.Index == 0) _kept.Clear();
        _kept.Add(payload.Bytes.ToArray());
    }

    /// <summary>Takes over the kept pieces, all or none of them.</summary>
    /// <returns>What was counted up to this state; or null with what is wrong with the pieces.</returns>
    internal (RunProgress? Progress, string? Problem) Install()
    {
        byte[][] pieces = [.. _kept];
        _kept.Clear();
        if (FindProblem(pieces) is { } problem) return (null, problem);
        RunProgress? progress = ReadProgress(pieces[0]);
        if (progress is null) return (null, "its header cannot be read");
        int next = 1;
        foreach (Tensor vector in state.Vectors)
        {
            byte[] bytes = new byte[StateVectors.BytesOf(vector)];
            for (int start = 0; start < bytes.Length; start += PieceBytes) pieces[next++].CopyTo(bytes, start);
            vector.CopyBytesFrom(bytes);
        }
        state.Step = progress.Step;
        return (progress, null);
    }

    private string? FindProblem(byte[][] pieces)
    {
        int[] expected = [.. state.Vectors.SelectMany(PieceLengths)];
        if (pieces.Length != expected.Length + 2) return $"it has {pieces.Length} pieces instead of {expected.Length + 2}";
        for (int i = 0; i < expected.Length; i++)
        {
            if (pieces[i + 1].Length != expected[i]) return $"piece {i + 1} has {pieces[i + 1].Length} bytes instead of {expected[i]}";
        }
        bool hasHash = pieces[^1].Length == sizeof(ulong);
        bool isSound = hasHash && BinaryPrimitives.ReadUInt64LittleEndian(pieces[^1])
            == Hash(pieces[..^1].Select(piece => (ReadOnlyMemory<byte>)piece));
        return isSound ? null : "its hash is another one than it states";
    }

    private static IEnumerable<int> PieceLengths(Tensor vector)
    {
        long bytes = StateVectors.BytesOf(vector);
        for (long start = 0; start < bytes; start += PieceBytes) yield return (int)Math.Min(PieceBytes, bytes - start);
    }

    private static byte[] Header(RunProgress progress)
    {
        byte[] fixedPart = new byte[HeaderBytes];
        BinaryPrimitives.WriteUInt32LittleEndian(fixedPart, Magic);
        BinaryPrimitives.WriteUInt32LittleEndian(fixedPart.AsSpan(4), Version);
        return [.. fixedPart, .. JsonSerializer.SerializeToUtf8Bytes(progress)];
    }

    private static RunProgress? ReadProgress(byte[] header)
    {
        if (header.Length < HeaderBytes || BinaryPrimitives.ReadUInt32LittleEndian(header) != Magic) return null;
        if (BinaryPrimitives.ReadUInt32LittleEndian(header.AsSpan(4)) != Version) return null;
        try
        {
            return JsonSerializer.Deserialize<RunProgress>(header.AsSpan(HeaderBytes));
        }
        catch (JsonException)
        {
            return null;
        }
    }

    private static ulong Hash(IEnumerable<ReadOnlyMemory<byte>> pieces) =>
        StateVectors.Combine(pieces.Select(piece => FastHash64.Of(piece.Span)));
}
