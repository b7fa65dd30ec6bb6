using Distillery.Cli.Terminal;
using Distillery.GpuNode.Tensors;
using Distillery.Shared;
using Distillery.Shared.Runs;

namespace Distillery.Cli.Tests.Terminal;

public sealed class ErrorReportTests
{
    private const int NoSpace = 28;

    public static TheoryData<Exception, int> Codes() => new()
    {
        { new UserErrorException("wrong", "Do this."), 2 },
        { new TorchUnavailableException("no libtorch"), 2 },
        { new UnauthorizedAccessException("denied"), 2 },
        { new RunFailedException("diverged", "Do this."), 1 },
        { new DiskFullException("a/file", new IOException("full", NoSpace)), 1 },
        { new IOException("No space left on device", NoSpace), 1 },
        { new OperationCanceledException(), 3 },
        { new InvalidOperationException("a bug"), 1 },
    };

    [Theory]
    [MemberData(nameof(Codes))]
    public void Each_kind_of_failure_has_its_exit_code_and_a_next_step(Exception failure, int expected)
    {
        StringWriter error = new();
        ErrorReport report = ErrorReport.Of(failure);
        report.Write(error);
        Assert.Equal(expected, report.ExitCode);
        string[] lines = error.ToString().TrimEnd().Split('\n');
        Assert.Equal(2, lines.Length);
        Assert.StartsWith("error: ", lines[0], StringComparison.Ordinal);
        Assert.StartsWith("next:  ", lines[1], StringComparison.Ordinal);
    }

    [Fact]
    public void A_bug_is_one_line_that_leads_to_verbose()
    {
        ErrorReport report = ErrorReport.Of(new InvalidOperationException("first line\nsecond line"));
        Assert.Equal("unexpected InvalidOperationException: first line", report.Message);
        Assert.Contains("--verbose", report.NextStep, StringComparison.Ordinal);
    }
}
