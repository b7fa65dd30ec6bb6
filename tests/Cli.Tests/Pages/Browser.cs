using System.Diagnostics;

namespace Distillery.Cli.Tests.Pages;

/// <summary>Debian's Chromium without a window, in a profile of its own.</summary>
internal sealed class Browser : IDisposable
{
    private const string Program = "/usr/bin/chromium"; // tools/setup.sh brings it.
    private const string AddressMark = "DevTools listening on ";

    private readonly TemporaryFolder _profile = new();
    private readonly Process _process;
    private readonly Uri _address;

    private Browser()
    {
        ProcessStartInfo info = new(Program) { RedirectStandardError = true, RedirectStandardOutput = true };
        info.Environment.Remove("LD_PRELOAD"); // It has an allocator of its own.
        foreach (string argument in (string[])[
            "--headless", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking",
            "--disable-component-update", "--disable-sync", "--disable-dev-shm-usage", "--remote-debugging-port=0",
            $"--user-data-dir={_profile.At("profile")}", "about:blank"])
            info.ArgumentList.Add(argument);
        _process = Process.Start(info)!;
        string? line;
        do line = _process.StandardError.ReadLine();
        while (line is not null && !line.StartsWith(AddressMark, StringComparison.Ordinal));
        if (line is null) throw new InvalidOperationException($"{Program} has ended without a word about where it listens");
        _address = new Uri(line[AddressMark.Length..]);
        _ = _process.StandardError.ReadToEndAsync(); // So that it can go on writing.
        _ = _process.StandardOutput.ReadToEndAsync();
    }

    internal static Browser Start() => new();

    /// <summary>A page of its own.</summary>
    internal Task<BrowserPage> OpenAsync(string address) => BrowserPage.OpenAsync(_address, address);

    public void Dispose()
    {
        _process.Kill(entireProcessTree: true);
        _process.WaitForExit();
        _process.Dispose();
        _profile.Dispose();
    }
}
