using System.Text.RegularExpressions;
using Distillery.Architecture.Tests.Sources;

namespace Distillery.Architecture.Tests.Rules;

/// <summary>A path that a document names in code quotes or as a link exists, so that documents move along with files.</summary>
public sealed partial class DocumentedPathRule(Func<string, bool> exists) : ISourceRule
{
    public IEnumerable<Violation> Check(SourceFile file)
    {
        if (!file.Path.EndsWith(".md", StringComparison.Ordinal)) yield break;
        string[] lines = file.Lines;
        for (int i = 0; i < lines.Length; i++)
        {
            foreach (string path in PathsIn(lines[i], string.Join('/', file.Folders)).Where(path => !exists(path)))
                yield return file.At(i + 1, $"there is no {path}: name the file by where it is now");
        }
    }

    /// <summary>Quoted paths count from the repository's root, links from the document.</summary>
    private static IEnumerable<string> PathsIn(string line, string folder) =>
        QuotedPath().Matches(line).Select(match => match.Groups[1].Value)
            .Concat(Link().Matches(line).Select(match => Path.Combine(folder, match.Groups[1].Value)));

    [GeneratedRegex(@"`((?:src|tests|docs|examples|bench|tools|deploy)/[\w./-]*\w)`")]
    private static partial Regex QuotedPath();

    [GeneratedRegex(@"\]\((?!\w+:|#)([^)#\s]+)")]
    private static partial Regex Link();
}
