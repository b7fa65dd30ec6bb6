using System.Diagnostics;
using Distillery.Architecture.Tests.Sources;

namespace Distillery.Architecture.Tests.Projects;

/// <summary>MSBuild, as a process of its own that leaves none behind.</summary>
internal static class Build
{
    /// <param name="project">Relative to the root of the repository.</param>
    /// <returns>The exit code, and what was written to the output and to the error stream.</returns>
    internal static (int Code, string Output) Run(string project, params IEnumerable<string> arguments)
    {
        ProcessStartInfo info = new("dotnet") { RedirectStandardOutput = true, RedirectStandardError = true, WorkingDirectory = Repository.Root };
        foreach (string argument in (IEnumerable<string>)["msbuild", project, "-nodeReuse:false", "-nologo", .. arguments]) info.ArgumentList.Add(argument);
        info.Environment["DOTNET_CLI_TELEMETRY_OPTOUT"] = "1";
        // The tests run in a process that MSBuild has told much about itself.
        foreach (string name in info.Environment.Keys.Where(name => name.StartsWith("MSBUILD", StringComparison.OrdinalIgnoreCase)).ToList())
            info.Environment.Remove(name);
        using Process process = Process.Start(info)!;
        Task<string> errors = process.StandardError.ReadToEndAsync();
        string output = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        return (process.ExitCode, output + errors.GetAwaiter().GetResult());
    }
}
