using System.IO.Compression;
using System.Text.Json;
using Distillery.Shared;

namespace Distillery.GpuNode.Teacher;

/// <summary>What a TorchScript file says of itself: the extra file <c>preprocessing.json</c> of torch.jit.save, with
/// <c>mean</c> and <c>std</c>, a number a channel, and <c>classes</c>; each may be left out.</summary>
public sealed record ScriptPreprocessing(float[]? Mean, float[]? Std, int? Classes)
{
    private const string Entry = "/extra/preprocessing.json";
    private const long LongestText = 64 << 10; // bytes; a few numbers a channel need far less

    private static readonly JsonSerializerOptions Reading = new() { PropertyNameCaseInsensitive = true };

    /// <summary>Null for a file that says nothing.</summary>
    /// <exception cref="UserErrorException">The text is there and cannot be read.</exception>
    public static ScriptPreprocessing? Read(string path)
    {
        try
        {
            using ZipArchive archive = ZipFile.OpenRead(path);
            ZipArchiveEntry? entry = archive.Entries.FirstOrDefault(
                entry => entry.FullName.EndsWith(Entry, StringComparison.Ordinal));
            if (entry is null || entry.Length > LongestText) return null;
            using Stream text = entry.Open();
            return JsonSerializer.Deserialize<ScriptPreprocessing>(text, Reading);
        }
        catch (InvalidDataException)
        {
            return null; // What it is instead, libtorch says better.
        }
        catch (JsonException error)
        {
            throw new UserErrorException(
                $"the extra file preprocessing.json in {path} cannot be read: {error.Message}",
                "Write it as {\"mean\": [0.485], \"std\": [0.229], \"classes\": 10}, a number a channel.", error);
        }
    }
}
