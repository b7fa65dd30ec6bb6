using System.Diagnostics;

namespace Distillery.Chaos.Processes;

/// <summary>The program as a process of its own.</summary>
public static class DistillCommand
{
    public static Process Start(params IEnumerable<string> arguments) => StartIn([], arguments);

    /// <param name="environment">Variables beside those of this process.</param>
    public static Process StartIn(IReadOnlyList<(string Name, string Value)> environment, params IEnumerable<string> arguments)
    {
        ProcessStartInfo info = new("dotnet") { RedirectStandardOutput = true, RedirectStandardError = true };
        info.ArgumentList.Add(Path.Combine(AppContext.BaseDirectory, "distill.dll"));
        foreach (string argument in arguments) info.ArgumentList.Add(argument);
        foreach ((string name, string value) in environment) info.Environment[name] = value;
        return Process.Start(info)!;
    }

    /// <summary>Waits for the end.</summary>
    /// <returns>Exit code, and what it wrote.</returns>
    public static (int ExitCode, string Text) Run(params IEnumerable<string> arguments)
    {
        using Process process = Start(arguments);
        Task<string> errors = process.StandardError.ReadToEndAsync();
        string output = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        return (process.ExitCode, output + errors.Result);
    }
}
