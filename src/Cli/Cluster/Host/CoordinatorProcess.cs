using System.Diagnostics;

namespace Distillery.Cli.Cluster.Host;

/// <summary>A coordinator in a process of its own, which is started again when it is lost.</summary>
/// <param name="arguments">Of the command.</param>
/// <param name="restarts">Whether it is started again.</param>
/// <param name="tell">Gets what it says beside its progress, from several threads.</param>
internal sealed class CoordinatorProcess(
    IReadOnlyList<string> arguments, bool restarts, Action<string> tell, TimeProvider time)
{
    private const string ErrorMark = "error: ";
    private const string NextMark = "next:  ";

    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(200);

    /// <summary>The last words of a process that failed: what is wrong, and what to do next.</summary>
    internal (string Problem, string NextStep) LastWords { get; private set; } = ("", "");

    /// <summary>Runs until the coordinator ends by itself.</summary>
    /// <param name="stop">Asks it to save and end.</param>
    /// <returns>Its exit code.</returns>
    internal async Task<int> RunAsync(CancellationToken stop)
    {
        while (true)
        {
            int code = await RunOnceAsync(stop).ConfigureAwait(false);
            bool isOwnEnd = code is ExitCodes.Done or ExitCodes.Failed or ExitCodes.RequestIsWrong or ExitCodes.Interrupted;
            if (isOwnEnd || !restarts || stop.IsCancellationRequested) return code;
            tell($"the coordinator was lost (exit code {code}) and is started again");
            await Task.Delay(Pause, time, CancellationToken.None).ConfigureAwait(false);
        }
    }

    private async Task<int> RunOnceAsync(CancellationToken stop)
    {
        ProcessStartInfo info = DistillProcess.StartInfo(arguments);
        info.RedirectStandardError = true; // Its progress goes where this process's does.
        using Process process = Process.Start(info)!;
        process.ErrorDataReceived += (_, line) => Hear(line.Data);
        process.BeginErrorReadLine();
        await using CancellationTokenRegistration stopping = stop.Register(process.StandardInput.Close);
        await process.WaitForExitAsync(CancellationToken.None).ConfigureAwait(false);
        return process.ExitCode;
    }

    private void Hear(string? line)
    {
        if (line is null) return;
        if (line.StartsWith(ErrorMark, StringComparison.Ordinal)) LastWords = (line[ErrorMark.Length..], "");
        else if (line.StartsWith(NextMark, StringComparison.Ordinal)) LastWords = (LastWords.Problem, line[NextMark.Length..]);
        else tell(line);
    }
}
