using System.IO.Compression;
using System.Text.Json;
using Distillery.Shared;

namespace Distillery.GpuNode.Teacher;

/// <summary>What a file with a network of its own says of itself: <c>mean</c> and <c>std</c>, a number a channel, and
/// <c>classes</c>; each may be left out. In a TorchScript file it is the extra file <c>preprocessing.json</c> of torch.jit.save,
/// in an ONNX file the metadata <c>preprocessing</c>.</summary>
public sealed record StatedPreprocessing(float[]? Mean, float[]? Std, int? Classes)
{
    private const string Entry = "/extra/preprocessing.json";
    private const long LongestText = 64 << 10; // bytes; a few numbers a channel need far less

    private static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web);

    /// <summary>Reads that of a TorchScript file; null for a file that says nothing.</summary>
    /// <exception cref="UserErrorException">The text is there and cannot be read.</exception>
    public static StatedPreprocessing? ReadScript(string path)
    {
        try
        {
            using ZipArchive archive = ZipFile.OpenRead(path);
            ZipArchiveEntry? entry = archive.Entries.FirstOrDefault(
                entry => entry.FullName.EndsWith(Entry, StringComparison.Ordinal));
            if (entry is null || entry.Length > LongestText) return null;
            using StreamReader text = new(entry.Open());
            return Parse(text.ReadToEnd(), $"the extra file preprocessing.json in {path}");
        }
        catch (InvalidDataException)
        {
            return null; // What it is instead, libtorch says better.
        }
    }

    /// <param name="where">Where the text was found, for the error.</param>
    /// <exception cref="UserErrorException">The text cannot be read.</exception>
    public static StatedPreprocessing? Parse(string text, string where)
    {
        try
        {
            return JsonSerializer.Deserialize<StatedPreprocessing>(text, Json);
        }
        catch (JsonException error)
        {
            throw new UserErrorException(
                $"{where} cannot be read: {error.Message}",
                "Write it as {\"mean\": [0.485], \"std\": [0.229], \"classes\": 10}, a number a channel.", error);
        }
    }

    /// <summary>The text that <see cref="Parse"/> reads.</summary>
    public string ToJson() => JsonSerializer.Serialize(this, Json);
}
