using System.Text.Json;
using Distillery.Cli.Logs;
using Distillery.Shared.Configuration;

namespace Distillery.Cli.Tests.Logs;

public sealed class LineLoggerTests
{
    private readonly List<string> _lines = [];

    [Fact]
    public void Text_says_when_what_and_where_the_run_stood()
    {
        LineLogger log = Create(LogFormat.Text);
        log.Place = new LogPlace("r1", "gpu-7", "1.3", 12);
        log.NodeLost("gpu-7 is lost");
        Assert.Matches(
            "^[0-9-]{10}T[0-9:.]{12}Z warning coordinator node_lost run=r1 node=gpu-7 generation=1[.]3 step=12: gpu-7 is lost$",
            Assert.Single(_lines));
    }

    [Fact]
    public void Json_has_the_same_as_members_and_the_numbers_of_the_event()
    {
        LineLogger log = Create(LogFormat.Json);
        log.Place = new LogPlace("r1", Step: 12);
        log.Evaluated(12, 0.25, 0.75);
        JsonElement line = JsonDocument.Parse(Assert.Single(_lines)).RootElement;
        Assert.Equal((102, "evaluated", "information"), (
            line.GetProperty("id").GetInt32(), line.GetProperty("event").GetString(), line.GetProperty("level").GetString()));
        Assert.Equal((12, 0.25), (line.GetProperty("step").GetInt64(), line.GetProperty("top1").GetDouble()));
        Assert.False(line.TryGetProperty("node", out _));
        Assert.Equal("top-1 0.25, top-5 0.75 after step 12", line.GetProperty("text").GetString());
    }

    [Theory]
    [InlineData(LogFormat.Text)]
    [InlineData(LogFormat.Json)]
    public void What_others_have_sent_makes_no_second_line_and_steers_no_terminal(LogFormat format)
    {
        Create(format).Warned("bad\nerror: forged\u001b[2J\r\0");
        Assert.DoesNotContain(Assert.Single(_lines), char.IsControl);
    }

    [Theory]
    [InlineData(LogSeverity.Debug, 3)]
    [InlineData(LogSeverity.Information, 2)]
    [InlineData(LogSeverity.Warning, 1)]
    [InlineData(LogSeverity.Error, 0)]
    public void A_level_tells_what_is_worse_too(LogSeverity level, int expected)
    {
        LineLogger log = Create(LogFormat.Text, level);
        log.StepApplied(1, 2, 3);
        log.NodeJoined("new");
        log.NodeLost("gone");
        Assert.Equal(expected, _lines.Count);
    }

    [Fact]
    public void A_number_that_is_not_finite_is_null() // JSON has none.
    {
        Create(LogFormat.Json, LogSeverity.Debug).StepApplied(1, double.NaN, 3);
        Assert.Equal(JsonValueKind.Null, JsonDocument.Parse(_lines[0]).RootElement.GetProperty("loss").ValueKind);
    }

    private LineLogger Create(LogFormat format, LogSeverity level = LogSeverity.Information) =>
        new("coordinator", format, level, TimeProvider.System, _lines.Add);
}
