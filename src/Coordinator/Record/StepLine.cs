using System.Buffers;
using System.Globalization;
using System.Text.Json;
using Distillery.Messages.Progress;

namespace Distillery.Coordinator.Record;

/// <summary>How an entry is written as a line of steps.jsonl. First comes what the chain is taken over, then what may differ
/// between two runs of one configuration, and the chain's value last.</summary>
internal static class StepLine
{
    private static ReadOnlySpan<byte> Head => "{\"step\":"u8;

    private static ReadOnlySpan<byte> OutsideOfChain => ",\"generation\":\""u8;

    private static ReadOnlySpan<byte> ChainName => ",\"chain\":\""u8;

    private static ReadOnlySpan<byte> Tail => "\"}"u8;

    /// <summary>The line's bytes with its end, and its value of the chain.</summary>
    internal static (byte[] Line, byte[] Chain) Write(StepEntry entry, ReadOnlySpan<byte> previousChain)
    {
        ArrayBufferWriter<byte> line = new();
        using Utf8JsonWriter writer = new(line);
        writer.WriteStartObject();
        WriteContent(writer, entry);
        writer.Flush();
        byte[] chain = new byte[StepChain.Bytes];
        StepChain.Next(previousChain, line.WrittenSpan, chain);
        writer.WriteString("generation", entry.Generation);
        WriteNumber(writer, "seconds", entry.Seconds);
        WriteNumber(writer, "wall_seconds", entry.WallSeconds);
        writer.WriteString("chain", Convert.ToHexStringLower(chain));
        writer.WriteEndObject();
        writer.Flush();
        line.Write("\n"u8);
        return (line.WrittenSpan.ToArray(), chain);
    }

    /// <summary>What the line says its value of the chain is; false when it does not have the form of a line.</summary>
    internal static bool TryReadChain(ReadOnlySpan<byte> line, Span<byte> chain)
    {
        int length = ChainName.Length + (2 * StepChain.Bytes) + Tail.Length;
        if (line.Length <= length || !line.EndsWith(Tail)) return false;
        ReadOnlySpan<byte> end = line[^length..];
        if (!end.StartsWith(ChainName)) return false;
        ReadOnlySpan<byte> digits = end.Slice(ChainName.Length, 2 * StepChain.Bytes);
        return Convert.FromHexString(digits, chain, out _, out int written) == OperationStatus.Done
            && written == StepChain.Bytes;
    }

    /// <summary>The value of the chain that the line must have after another; false when it does not have the form of a
    /// line.</summary>
    internal static bool TryComputeChain(ReadOnlySpan<byte> line, ReadOnlySpan<byte> previousChain, Span<byte> chain)
    {
        int contentLength = line.LastIndexOf(OutsideOfChain);
        if (contentLength < 0) return false;
        StepChain.Next(previousChain, line[..contentLength], chain);
        return true;
    }

    /// <summary>The number of the line's step; -1 when it does not begin with one.</summary>
    internal static long StepOf(ReadOnlySpan<byte> line)
    {
        if (!line.StartsWith(Head)) return -1;
        return System.Buffers.Text.Utf8Parser.TryParse(line[Head.Length..], out long step, out _) ? step : -1;
    }

    /// <exception cref="JsonException">The line lacks something, or is no JSON.</exception>
    internal static StepEntry Parse(ReadOnlyMemory<byte> line)
    {
        try
        {
            using JsonDocument document = JsonDocument.Parse(line);
            return Parse(document.RootElement);
        }
        catch (Exception exception) when (exception is KeyNotFoundException or FormatException or InvalidOperationException)
        {
            throw new JsonException("it lacks a member, or one is not what it should be", exception);
        }
    }

    private static StepEntry Parse(JsonElement line) => new()
    {
        Step = line.GetProperty("step").GetInt64(),
        Epoch = line.GetProperty("epoch").GetInt64(),
        SamplesDigest = line.GetProperty("samples").GetString()!,
        KeptDigest = line.GetProperty("kept").GetString()!,
        AverageHash = Hash(line.GetProperty("average_hash")),
        WeightsHash = line.TryGetProperty("weights_hash", out JsonElement hash) ? Hash(hash) : null,
        DifferingRanks = line.TryGetProperty("weights_differ", out JsonElement ranks)
            ? [.. ranks.EnumerateArray().Select(rank => rank.GetInt32())] : [],
        IsSkipped = line.GetProperty("skipped").GetBoolean(),
        RankCount = line.GetProperty("ranks").GetInt32(),
        Counts = new StepCounts(
            line.GetProperty("samples_seen").GetInt64(), line.GetProperty("scored").GetInt64(),
            line.GetProperty("trained").GetInt64(), line.GetProperty("queries").GetInt64(),
            line.TryGetProperty("damaged", out JsonElement damaged) ? damaged.GetInt64() : 0),
        Loss = Number(line.GetProperty("loss")),
        LabelLoss = NumberOrNone(line, "label_loss"),
        DistillLoss = NumberOrNone(line, "distill_loss"),
        Uncertainty = Number(line.GetProperty("uncertainty")),
        Evaluation = line.TryGetProperty("evaluation", out JsonElement counts)
            ? new EvaluationCounts(
                counts.GetProperty("images").GetInt64(), counts.GetProperty("top1").GetInt64(),
                counts.GetProperty("top5").GetInt64())
            : null,
        Generation = line.GetProperty("generation").GetString()!,
        Seconds = Number(line.GetProperty("seconds")),
        WallSeconds = Number(line.GetProperty("wall_seconds")),
    };

    private static void WriteContent(Utf8JsonWriter writer, StepEntry entry)
    {
        writer.WriteNumber("step", entry.Step);
        writer.WriteNumber("epoch", entry.Epoch);
        writer.WriteString("samples", entry.SamplesDigest);
        writer.WriteString("kept", entry.KeptDigest);
        writer.WriteString("average_hash", Hexadecimal(entry.AverageHash));
        if (entry.WeightsHash is { } hash) writer.WriteString("weights_hash", Hexadecimal(hash));
        if (entry.DifferingRanks.Count > 0)
        {
            writer.WriteStartArray("weights_differ");
            foreach (int rank in entry.DifferingRanks) writer.WriteNumberValue(rank);
            writer.WriteEndArray();
        }
        writer.WriteBoolean("skipped", entry.IsSkipped);
        writer.WriteNumber("ranks", entry.RankCount);
        writer.WriteNumber("samples_seen", entry.Counts.Samples);
        writer.WriteNumber("scored", entry.Counts.Scored);
        writer.WriteNumber("trained", entry.Counts.Trained);
        writer.WriteNumber("queries", entry.Counts.Queries);
        if (entry.Counts.Damaged > 0) writer.WriteNumber("damaged", entry.Counts.Damaged);
        WriteNumber(writer, "loss", entry.Loss);
        if (double.IsFinite(entry.LabelLoss)) writer.WriteNumber("label_loss", entry.LabelLoss);
        if (double.IsFinite(entry.DistillLoss)) writer.WriteNumber("distill_loss", entry.DistillLoss);
        WriteNumber(writer, "uncertainty", entry.Uncertainty);
        if (entry.Evaluation is not { } evaluation) return;
        writer.WriteStartObject("evaluation");
        writer.WriteNumber("images", evaluation.Images);
        writer.WriteNumber("top1", evaluation.Top1);
        writer.WriteNumber("top5", evaluation.Top5);
        writer.WriteEndObject();
    }

    // JSON has no NaN.
    private static void WriteNumber(Utf8JsonWriter writer, string name, double value)
    {
        if (double.IsFinite(value)) writer.WriteNumber(name, value);
        else writer.WriteNull(name);
    }

    private static double Number(JsonElement value) =>
        value.ValueKind == JsonValueKind.Null ? double.NaN : value.GetDouble();

    private static double NumberOrNone(JsonElement line, string name) =>
        line.TryGetProperty(name, out JsonElement value) ? value.GetDouble() : double.NaN;

    private static string Hexadecimal(ulong hash) => hash.ToString("x16", CultureInfo.InvariantCulture);

    private static ulong Hash(JsonElement value) =>
        ulong.Parse(value.GetString() ?? "", NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture);
}
