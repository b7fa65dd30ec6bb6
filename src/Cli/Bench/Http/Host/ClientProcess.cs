using System.Diagnostics;
using System.Globalization;
using Distillery.Cli.Cluster;

namespace Distillery.Cli.Bench.Http.Host;

/// <summary>Slow clients in a process of their own, so that what they cost themselves is not the run's.</summary>
internal sealed class ClientProcess : IAsyncDisposable
{
    /// <summary>Of <c>distill bench</c>; it ends when its input does.</summary>
    internal const string Command = "http-clients";

    private readonly Process _process;
    private bool _isDisposed;

    private ClientProcess(Process process) => _process = process;

    /// <summary>What they came to; known after the disposal.</summary>
    internal string LastWords { get; private set; } = "";

    /// <param name="address">Of the server that they bother; null for a stand-in of their own.</param>
    internal static ClientProcess Start(string? address, int count)
    {
        ProcessStartInfo info = DistillProcess.StartInfo(
        [
            "bench", Command, "--clients", count.ToString(CultureInfo.InvariantCulture),
            .. address is null ? Array.Empty<string>() : ["--address", address],
        ]);
        info.RedirectStandardOutput = true;
        return new ClientProcess(Process.Start(info)!);
    }

    public async ValueTask DisposeAsync()
    {
        if (_isDisposed) return;
        _isDisposed = true;
        _process.StandardInput.Close();
        LastWords = (await _process.StandardOutput.ReadToEndAsync()).Trim();
        await _process.WaitForExitAsync();
        _process.Dispose();
    }
}
