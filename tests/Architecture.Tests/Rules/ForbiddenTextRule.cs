using System.Text.RegularExpressions;
using Distillery.Architecture.Tests.Sources;

namespace Distillery.Architecture.Tests.Rules;

/// <summary>Texts that have no place in a repository: paths of one machine, which nobody else has, and notes to do
/// something later, which belong in the issues.</summary>
public sealed partial class ForbiddenTextRule : ISourceRule
{
    public IEnumerable<Violation> Check(SourceFile file)
    {
        string[] lines = file.Lines;
        for (int i = 0; i < lines.Length; i++)
        {
            if (MachinePath().Match(lines[i]) is { Success: true } path)
                yield return file.At(i + 1, $"'{path.Value}' is a path of one machine: use one within the repository or from the configuration");
            if (LaterNote().Match(lines[i]) is { Success: true } note)
                yield return file.At(i + 1, $"'{note.Value}' is a note for later: do it, or open an issue and remove the note");
        }
    }

    // The character classes keep these patterns from matching themselves.
    [GeneratedRegex(@"\.\./[s]hared\b|(?<![\w.~-])/(?:[w]ork|[h]ome|[r]oot|[U]sers)/|(?<!\w)[A-Z]:\\\\?[U]sers\\")]
    private static partial Regex MachinePath();

    [GeneratedRegex(@"\b(?:TO[D]O|FIX[M]E|HA[C]K|XX[X])\b")]
    private static partial Regex LaterNote();
}
