using Distillery.Architecture.Tests.Sources;

namespace Distillery.Architecture.Tests.Rules;

public sealed class LogMessagesTests
{
    private const string Row = "| 7 | `lost` | warning | a node is lost |\n";

    [Fact]
    public void Every_message_has_an_id_of_its_own_and_a_row()
    {
        SourceFile register = Repository.TextFiles.Single(file => file.Path == LogMessages.Register);
        Violation[] violations =
            [.. LogMessages.Check(Repository.CSharpFiles.Where(file => file.Path.StartsWith("src/", StringComparison.Ordinal)), register)];
        Assert.True(violations.Length == 0, $"broken in:\n{string.Join<Violation>('\n', violations)}");
        Assert.Contains("[LoggerMessage(", string.Concat(Repository.CSharpFiles.Select(file => file.Text)), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("""[LoggerMessage(7, LogLevel.Warning, "{Text}", EventName = "lost")]""", 0)]
    [InlineData("""[LoggerMessage(8, LogLevel.Warning, "{Text}", EventName = "lost")]""", 1)]
    [InlineData("""[LoggerMessage(7, LogLevel.Warning, "{Text}", EventName = "found")]""", 1)]
    public void An_id_that_is_not_registered_for_its_event_is_told(string message, int expected) =>
        Assert.Equal(expected, LogMessages.Check([new SourceFile("a.cs", message)], new SourceFile("docs/logs.md", Row)).Count());

    [Fact]
    public void An_id_that_is_given_again_is_told()
    {
        SourceFile file = new("a.cs", """[LoggerMessage(7, LogLevel.Warning, "{Text}", EventName = "lost")]""");
        Assert.Single(LogMessages.Check([file, file], new SourceFile("docs/logs.md", Row)));
        Assert.Single(LogMessages.Check([], new SourceFile("docs/logs.md", Row + Row.Replace("lost", "other", StringComparison.Ordinal))));
    }
}
