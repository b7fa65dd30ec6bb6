using System.Text;

namespace Distillery.GpuNode.Weights;

/// <summary>What the first bytes of a file say about its format.</summary>
internal static class FileSignatures
{
    private const int PickleProtocolOpcode = 0x80;
    private const int NewestPickleProtocol = 5;

    /// <summary>A header length of 8 bytes, then the header. In a zip file this byte is the low one of the
    /// compression method, and in a pickle of torch.save it belongs to the magic number, so no file passes for two
    /// formats.</summary>
    public static bool IsSafetensors(WeightsInput input) =>
        Start(input) is { Length: > SafetensorsFormat.LengthBytes } start
        && start[SafetensorsFormat.LengthBytes] == SafetensorsFormat.HeaderStart;

    public static bool IsZip(WeightsInput input) => StartsWith(input, "PK\x03\x04") || StartsWith(input, "PK\x05\x06");

    public static bool IsPickle(WeightsInput input) =>
        Start(input) is [PickleProtocolOpcode, >= 2 and <= NewestPickleProtocol, ..];

    /// <summary>What stands in place of weights after common mistakes with downloads; null if it is none of them.
    /// </summary>
    public static string? CommonMistake(WeightsInput input)
    {
        if (input.Length == 0) return "it is empty";
        if (StartsWith(input, "version https://git-lfs"))
            return "it is a Git LFS pointer, and 'git lfs pull' fetches the file";
        if (StartsWith(input, "<")) return "it is a web page, so the download address is not that of the file";
        return null;
    }

    private static bool StartsWith(WeightsInput input, string signature) =>
        Start(input).AsSpan().StartsWith(Encoding.Latin1.GetBytes(signature));

    private static byte[] Start(WeightsInput input) => input.Read(0, Math.Min(input.Length, 32), "the signature");
}
