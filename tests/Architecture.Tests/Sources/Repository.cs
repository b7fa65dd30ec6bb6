namespace Distillery.Architecture.Tests.Sources;

/// <summary>The files of the working tree, without what builds and runs leave in it.</summary>
public static class Repository
{
    // As in .gitignore. git itself is not asked: a fresh machine or an unpacked archive has none.
    private static readonly string[] IgnoredFolders =
        [".git", ".vs", ".idea", "artifacts", "runs", "bin", "obj", "__pycache__", "node_modules"];

    private static readonly string[] TextExtensions =
    [
        ".cs", ".csproj", ".props", ".targets", ".sln", ".cpp", ".h", ".txt", ".py", ".sh", ".md", ".yaml", ".yml", ".json",
        ".js", ".css", ".html", "",
    ];

    public static string Root { get; } = FindRoot();

    /// <summary>All text files, sorted by path.</summary>
    public static IReadOnlyList<SourceFile> TextFiles { get; } =
    [
        .. FilesUnder(Root)
            .Where(path => TextExtensions.Contains(Path.GetExtension(path)) && Path.GetFileName(path) != ".git")
            .Select(path => new SourceFile(Path.GetRelativePath(Root, path), File.ReadAllText(path)))
            .OrderBy(file => file.Path, StringComparer.Ordinal),
    ];

    public static IReadOnlyList<SourceFile> CSharpFiles { get; } = [.. TextFiles.Where(file => file.IsCSharp)];

    /// <summary>Whether there is a file or folder at a path relative to the root.</summary>
    public static bool Exists(string path) => Path.Exists(Path.Combine(Root, path));

    private static IEnumerable<string> FilesUnder(string folder) =>
        Directory.EnumerateFiles(folder).Concat(Directory.EnumerateDirectories(folder)
            .Where(child => !IgnoredFolders.Contains(Path.GetFileName(child)))
            .SelectMany(FilesUnder));

    private static string FindRoot()
    {
        for (DirectoryInfo? folder = new(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
        {
            if (File.Exists(Path.Combine(folder.FullName, "Orchestrator.sln"))) return folder.FullName;
        }
        throw new InvalidOperationException("the tests must lie under the folder that holds Orchestrator.sln");
    }
}
