using System.Globalization;
using System.Text.RegularExpressions;
using Distillery.Architecture.Tests.Sources;

namespace Distillery.Architecture.Tests.Rules;

/// <summary>Ids of log messages: each means one event for ever. docs/logs.md is the register of all that were ever given.</summary>
public static partial class LogMessages
{
    public const string Register = "docs/logs.md";

    /// <summary>What is wrong with the messages in some files, held against the register.</summary>
    public static IEnumerable<Violation> Check(IEnumerable<SourceFile> files, SourceFile register)
    {
        (int Id, string Name)[] registered =
        [
            .. Row().Matches(register.Text).Select(match => (Number(match.Groups[1].Value), match.Groups[2].Value)),
        ];
        foreach (IGrouping<int, (int Id, string Name)> twice in registered.GroupBy(row => row.Id).Where(rows => rows.Count() > 1))
            yield return new Violation(register.Path, 1, $"id {twice.Key} stands for several events: give the later one another id");
        HashSet<int> seen = [];
        foreach (SourceFile file in files)
        {
            foreach (Match match in Message().Matches(file.Text))
            {
                int line = file.Text.AsSpan(0, match.Index).Count('\n') + 1;
                (int Id, string Name) message = (Number(match.Groups[1].Value), match.Groups[2].Value);
                if (!seen.Add(message.Id)) yield return new Violation(file.Path, line, $"id {message.Id} is given twice");
                if (!registered.Contains(message))
                    yield return new Violation(file.Path, line, $"{message.Id} {message.Name} is not a row of {Register}");
            }
        }
    }

    private static int Number(string text) => int.Parse(text, CultureInfo.InvariantCulture);

    [GeneratedRegex(@"^\| (\d+) \| `(\w+)` \|", RegexOptions.Multiline)]
    private static partial Regex Row();

    [GeneratedRegex(@"\[LoggerMessage\((\d+),.*?EventName = ""(\w+)""\)\]", RegexOptions.Singleline)]
    private static partial Regex Message();
}
