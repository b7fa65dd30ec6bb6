using Distillery.Cli.Tests.Remote;
using Distillery.Coordinator.Http;

namespace Distillery.Cli.Tests.Commands;

/// <summary>The commands that ask a coordinator which answers over TLS and wants a token.</summary>
public sealed class RemoteTlsTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();
    private readonly ServerCertificate _certificate = new();

    public RemoteTlsTests() => File.WriteAllText(_folder.At("token"), "0123456789abcdef0123456789abcdef\n");

    public void Dispose()
    {
        _certificate.Dispose();
        _folder.Dispose();
    }

    [Fact]
    public async Task With_the_authority_and_the_token_a_run_is_shown_and_stopped()
    {
        await using RemoteRun run = await StartAsync();
        Assert.StartsWith("https://127.0.0.1:", run.Address, StringComparison.Ordinal);
        CliResult status = Ask(run, "status");
        Assert.Equal((0, ""), (status.ExitCode, status.Error));
        Assert.StartsWith("study  unix  gathering\n", status.Output, StringComparison.Ordinal);
        Assert.Equal(0, Ask(run, "stop", "--wait", "30").ExitCode);
        CliResult watched = Ask(run, "status", "--watch"); // Until the end, which has come.
        Assert.Equal(0, watched.ExitCode);
        Assert.Contains("stopped: ", watched.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Without_the_authority_or_under_another_name_nothing_is_told()
    {
        await using RemoteRun run = await StartAsync();
        CliResult unknown = run.Ask("status", "--token-file", _folder.At("token"));
        Assert.Equal((2, ""), (unknown.ExitCode, unknown.Output));
        Assert.Contains("--tls-authority", unknown.Error, StringComparison.Ordinal);
        CliResult misnamed = CliResult.Of(
            "status", "--coordinator", $"https://localhost:{new Uri(run.Address).Port}", "--token-file", _folder.At("token"),
            "--tls-authority", _certificate.AuthorityPath);
        Assert.Equal((2, ""), (misnamed.ExitCode, misnamed.Output));
        Assert.Contains("by a name that its certificate has", misnamed.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_token_is_wanted_behind_TLS_too()
    {
        await using RemoteRun run = await StartAsync();
        CliResult result = run.Ask("status", "--tls-authority", _certificate.AuthorityPath);
        Assert.Equal(2, result.ExitCode);
        Assert.Contains("a token is required", result.Error, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("none.pem")]
    [InlineData("token")]
    public async Task A_file_that_holds_no_authority_is_named(string name)
    {
        await using RemoteRun run = await StartAsync();
        CliResult result = run.Ask("status", "--tls-authority", _folder.At(name));
        Assert.Equal(2, result.ExitCode);
        Assert.Contains(name, result.Error, StringComparison.Ordinal);
        Assert.Contains("BEGIN CERTIFICATE", result.Error, StringComparison.Ordinal);
    }

    private Task<RemoteRun> StartAsync() => RemoteRun.StartAsync(
        AccessToken.Find(_folder.At("token")),
        certificate: HttpCertificate.Load(_certificate.CertificatePath, _certificate.KeyPath));

    private CliResult Ask(RemoteRun run, params string[] arguments) => run.Ask(
        [.. arguments, "--token-file", _folder.At("token"), "--tls-authority", _certificate.AuthorityPath]);
}
