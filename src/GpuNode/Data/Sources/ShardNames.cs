using System.Globalization;
using Distillery.Shared;

namespace Distillery.GpuNode.Data.Sources;

/// <summary>From a pattern to the paths of shards: braces as in WebDataset's "train-{000000..001280}.tar" and "{a,b}.tar", and
/// the wildcards * and ? of file names.</summary>
public static class ShardNames
{
    /// <summary>More shards than any data set has: a slip of the finger in a brace.</summary>
    public const int MaximumShards = 1_000_000;

    /// <summary>Files that end so are no shards but their indices, even where a pattern takes them in.</summary>
    internal const string IndexEnding = ".index";

    /// <summary>The shards in the order in which their samples are numbered: as written in braces, by name for
    /// wildcards.</summary>
    /// <param name="folder">Where relative patterns start.</param>
    /// <exception cref="UserErrorException">A brace is not closed, or nothing matches, or a named shard is missing.</exception>
    public static IReadOnlyList<string> Find(string folder, string pattern)
    {
        List<string> paths = [];
        foreach (string name in Expand(pattern))
        {
            bool isWild = name.Contains('*', StringComparison.Ordinal) || name.Contains('?', StringComparison.Ordinal);
            if (isWild) paths.AddRange(Match(folder, name));
            else if (File.Exists(Path.Combine(folder, name))) paths.Add(Path.GetFullPath(Path.Combine(folder, name)));
            else throw Missing(folder, name, $"there is no shard {Path.Combine(folder, name)}");
        }
        if (paths.Count == 0) throw Missing(folder, pattern, $"no file in {folder} matches {pattern}");
        return paths;
    }

    /// <summary>Whether any shard is there.</summary>
    public static bool IsThere(string folder, string pattern) =>
        Expand(pattern).Any(name => Match(folder, name).Any());

    /// <summary>The names that a pattern's braces stand for.</summary>
    /// <exception cref="UserErrorException">A brace is not closed, or a range is not one.</exception>
    public static IReadOnlyList<string> Expand(string pattern)
    {
        int open = pattern.IndexOf('{', StringComparison.Ordinal);
        if (open < 0) return [pattern];
        int close = pattern.IndexOf('}', open);
        if (close < 0) throw Wrong(pattern, "has a brace that is not closed");
        (string head, string inside, string tail) = (pattern[..open], pattern[(open + 1)..close], pattern[(close + 1)..]);
        IReadOnlyList<string> tails = Expand(tail);
        List<string> names = [];
        foreach (string part in inside.Contains("..", StringComparison.Ordinal) ? Range(pattern, inside) : inside.Split(','))
        {
            names.AddRange(tails.Select(rest => head + part + rest));
            if (names.Count > MaximumShards) throw Wrong(pattern, $"stands for more than {MaximumShards} shards");
        }
        return names;
    }

    private static IEnumerable<string> Range(string pattern, string inside)
    {
        string[] ends = inside.Split("..");
        bool isRange = ends.Length == 2 && ends.All(end => end.Length is > 0 and < 10 && end.All(char.IsAsciiDigit));
        if (!isRange) throw Wrong(pattern, $"has {{{inside}}}, which is not a range such as {{000000..000127}}");
        int first = int.Parse(ends[0], CultureInfo.InvariantCulture);
        int last = int.Parse(ends[1], CultureInfo.InvariantCulture);
        if (last < first || last - first >= MaximumShards) throw Wrong(pattern, $"has the range {{{inside}}}, which is empty or too long");
        string digits = $"D{ends[0].Length}";
        return Enumerable.Range(first, last - first + 1).Select(number => number.ToString(digits, CultureInfo.InvariantCulture));
    }

    private static IEnumerable<string> Match(string folder, string pattern)
    {
        string full = Path.GetFullPath(Path.Combine(folder, pattern));
        string where = Path.GetDirectoryName(full)!;
        if (!Directory.Exists(where)) return [];
        return Directory.EnumerateFiles(where, Path.GetFileName(full))
            .Where(file => !file.EndsWith(IndexEnding, StringComparison.Ordinal)).Order(StringComparer.Ordinal);
    }

    private static UserErrorException Wrong(string pattern, string problem) => new(
        $"the shards '{pattern}': it {problem}", "Write a pattern such as train-{000000..000127}.tar or train-*.tar.");

    private static UserErrorException Missing(string folder, string pattern, string problem) => new(
        problem,
        $"Set data.path to the folder of the shards (now {folder}), and data.train and data.validation to their names (now {pattern}).");
}
