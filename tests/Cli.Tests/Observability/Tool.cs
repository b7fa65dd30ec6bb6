using System.Diagnostics;

namespace Distillery.Cli.Tests.Observability;

/// <summary>A program of the system, run to its end.</summary>
internal static class Tool
{
    /// <returns>Its exit code and all that it wrote.</returns>
    internal static (int ExitCode, string Text) Run(string program, params IReadOnlyList<string> arguments)
    {
        ProcessStartInfo info = new(program, arguments) { RedirectStandardOutput = true, RedirectStandardError = true };
        using Process process = Process.Start(info)!;
        Task<string> errors = process.StandardError.ReadToEndAsync();
        string output = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        return (process.ExitCode, output + errors.Result);
    }
}
