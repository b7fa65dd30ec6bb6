using System.Security.Cryptography;

namespace Distillery.Coordinator.Record;

/// <summary>The chain over steps.jsonl: each line's value is SHA-256 over the value before and the line's content, so one
/// value vouches for the whole file up to it.</summary>
internal static class StepChain
{
    internal const int Bytes = SHA256.HashSizeInBytes;

    /// <summary>The value before the first line; part of the file's format.</summary>
    internal static byte[] Start { get; } = SHA256.HashData("distillery steps 1"u8);

    /// <param name="content">The line's bytes from its first one up to the comma before <c>"generation"</c>: what follows
    /// depends on the cluster.</param>
    internal static void Next(ReadOnlySpan<byte> previous, ReadOnlySpan<byte> content, Span<byte> result)
    {
        const int LargestOnStack = 1024;
        int length = Bytes + content.Length;
        Span<byte> input = length <= LargestOnStack ? stackalloc byte[length] : new byte[length];
        previous.CopyTo(input);
        content.CopyTo(input[Bytes..]);
        SHA256.HashData(input, result);
    }
}
