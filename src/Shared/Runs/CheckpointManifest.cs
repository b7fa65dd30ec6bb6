using System.Text.Json;

namespace Distillery.Shared.Runs;

/// <summary>The content of a checkpoint's DONE file: what it consists of. A checkpoint exists when this file does, and
/// is sound when every file has the length and SHA-256 that stand here.</summary>
/// <param name="Format">Always <see cref="CurrentFormat"/>.</param>
/// <param name="Version">The version of this file's layout.</param>
/// <param name="Step">The checkpoint's step.</param>
/// <param name="Files">Every other file of the checkpoint, in the order of writing.</param>
internal sealed record CheckpointManifest(
    string Format, int Version, long Step, IReadOnlyList<CheckpointManifestFile> Files)
{
    internal const string FileName = "DONE";
    internal const string CurrentFormat = "distillery checkpoint";
    internal const int CurrentVersion = 1;

    internal static byte[] ToJson(long step, IReadOnlyList<CheckpointManifestFile> files) =>
        JsonSerializer.SerializeToUtf8Bytes(
            new CheckpointManifest(CurrentFormat, CurrentVersion, step, files),
            RunJson.Default.CheckpointManifest);

    /// <summary>Reads DONE. Gives the manifest, or null with what is wrong.</summary>
    internal static (CheckpointManifest? Manifest, string? Problem) Read(string folderPath)
    {
        string path = Path.Combine(folderPath, FileName);
        if (!File.Exists(path)) return (null, "it has no DONE file");
        try
        {
            CheckpointManifest? manifest =
                JsonSerializer.Deserialize(File.ReadAllBytes(path), RunJson.Default.CheckpointManifest);
            string? problem = manifest is null ? "its DONE file is empty" : manifest.FindProblem();
            return problem is null ? (manifest, null) : (null, problem);
        }
        catch (Exception exception) when (exception is JsonException or IOException or UnauthorizedAccessException)
        {
            return (null, $"its DONE file is not readable: {exception.Message}");
        }
    }

    private string? FindProblem()
    {
        if (Format != CurrentFormat) return "its DONE file is of another program";
        if (Version != CurrentVersion) return $"its layout has version {Version}, this program reads {CurrentVersion}";
        if (Files is null || Files.Any(file => file?.Name is null || file.Name != Path.GetFileName(file.Name)))
        {
            return "its DONE file does not list plain file names";
        }
        return null;
    }
}
