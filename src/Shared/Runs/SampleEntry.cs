using System.Text.Json;

namespace Distillery.Shared.Runs;

/// <summary>One line of samples.jsonl; <see cref="SampleLog.Append"/> says what each part is.</summary>
public sealed record SampleEntry(
    long Step, long Epoch, int Rank, IReadOnlyList<int> Indices, IReadOnlyList<int> Kept, string Reason)
{
    internal static SampleEntry Of(JsonElement line) => new(
        line.GetProperty("step").GetInt64(), line.GetProperty("epoch").GetInt64(), line.GetProperty("rank").GetInt32(),
        Integers(line.GetProperty("indices")), Integers(line.GetProperty("kept")),
        line.GetProperty("reason").GetString() ?? "");

    private static int[] Integers(JsonElement array) => [.. array.EnumerateArray().Select(element => element.GetInt32())];
}
