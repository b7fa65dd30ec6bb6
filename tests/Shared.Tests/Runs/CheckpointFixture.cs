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

    /// <summary>Writes and publishes a checkpoint as one node and one coordinator do.</summary>
    /// <param name="store">The fixture's own if left out.</param>
    /// <param name="files">The node's disk.</param>
    internal void Write(long step, string content, CheckpointStore? store = null, IFileOperations? files = null) =>
        (store ?? Store()).Publish(step, PendingCheckpoint.Write(Root, step, "node", Parts(content), files));

    /// <summary>What a start finds.</summary>
    internal Checkpoint? Recover(IFileOperations? files = null, long recordedSteps = long.MaxValue) =>
        CheckpointStore.Recover(Root, recordedSteps, Warnings.Add, files ?? FailingFiles.Never());

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
