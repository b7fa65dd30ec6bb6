using Distillery.Chaos.Processes;

namespace Distillery.Cli.Tests.Cluster;

public sealed class OneAddressTests : IDisposable
{
    private const string Mark = "live page at ";

    private readonly Study _study = new();

    public void Dispose() => _study.Dispose();

    [Theory]
    [InlineData("")]
    [InlineData("--coordinator-process")]
    public void Methods_that_follow_each_other_answer_at_the_address_of_the_first(string more)
    {
        string config = _study.WriteTeacher();
        string[] arguments = ["run", config, "--run-dir", _study.At("both"), "--http", "127.0.0.1:0"];
        (int code, string text) = DistillCommand.Run([.. arguments, .. more.Split(' ', StringSplitOptions.RemoveEmptyEntries)]);
        Assert.True(code == 0, text);
        string[] lines = [.. text.Split('\n').Where(line => line.Contains(Mark, StringComparison.Ordinal))];
        Assert.Equal(2, lines.Length);
        Assert.Single(lines.Select(line => line[line.IndexOf(Mark, StringComparison.Ordinal)..]).Distinct());
    }
}
