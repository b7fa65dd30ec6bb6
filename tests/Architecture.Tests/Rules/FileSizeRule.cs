using Distillery.Architecture.Tests.Sources;

namespace Distillery.Architecture.Tests.Rules;

/// <summary>A file of code has at most 400 lines. The largest file is where a project's readers give up.</summary>
public sealed class FileSizeRule : ISourceRule
{
    public const int MaximumLines = 400;

    private static readonly string[] CodeExtensions = [".cs", ".cpp", ".h", ".py", ".sh", ".js", ""];

    public IEnumerable<Violation> Check(SourceFile file)
    {
        bool isCode = CodeExtensions.Contains(Path.GetExtension(file.Path)) && file.Path != "LICENSE";
        int count = file.Lines.Length;
        if (isCode && count > MaximumLines)
            yield return file.At(MaximumLines + 1, $"the file has {count} lines, {MaximumLines} at most: give a part of it a file and a name");
    }
}
