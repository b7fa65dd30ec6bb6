using System.Diagnostics;

namespace Distillery.Cli.Tests;

/// <summary>The program as a process of its own.</summary>
internal static class DistillProcess
{
    internal static Process Start(params IReadOnlyList<string> arguments)
    {
        ProcessStartInfo info = new("dotnet") { RedirectStandardOutput = true };
        info.ArgumentList.Add(Path.Combine(AppContext.BaseDirectory, "distill.dll"));
        foreach (string argument in arguments) info.ArgumentList.Add(argument);
        return Process.Start(info)!;
    }
}
