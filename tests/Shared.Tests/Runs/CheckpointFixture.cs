using System.Text;
using Distillery.Shared.Runs;

namespace Distillery.Shared.Tests.Runs;

/// <summary>A checkpoints folder with small checkpoints whose content tells the writing they come from.</summary>
internal sealed class CheckpointFixture : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    internal List<string> Warnings { get; } = [];

    internal string Root => _folder.At("checkpoints");

    internal CheckpointStore Store(int keepCount = 3, IFileOperations? files = null) =>
        new(Root, keepCount, Warnings.Add, files ?? FailingFiles.Never());

    internal static IReadOnlyList<CheckpointPart> Parts(string content) =>
    [
        new("student.safetensors", stream => stream.Write(Encoding.UTF8.GetBytes("student " + content))),
        new("optimizer.safetensors", stream => stream.Write(Encoding.UTF8.GetBytes("optimizer " + content))),
        new("state.json", stream => stream.Write(Encoding.UTF8.GetBytes("state " + content))),
    ];

    internal string At(params ReadOnlySpan<string> names) => Path.Combine([Root, .. names]);

    internal string[] Names() =>
        [.. Directory.GetFileSystemEntries(Root).Select(path => Path.GetFileName(path)).Order(StringComparer.Ordinal)];

    internal string[] StepNames() => Directory.Exists(Root)
        ? [.. Names().Where(name => name.StartsWith("step-", StringComparison.Ordinal))]
        : [];

    /// <summary>The content that all files of a checkpoint share; fails when they come from different writings.
    /// </summary>
    internal static string ContentOf(Checkpoint checkpoint)
    {
        string content = File.ReadAllText(checkpoint.PathOf("student.safetensors"))["student ".Length..];
        Assert.Equal("optimizer " + content, File.ReadAllText(checkpoint.PathOf("optimizer.safetensors")));
        Assert.Equal("state " + content, File.ReadAllText(checkpoint.PathOf("state.json")));
        return content;
    }

    public void Dispose() => _folder.Dispose();
}
