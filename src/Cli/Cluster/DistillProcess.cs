using System.Diagnostics;

namespace Distillery.Cli.Cluster;

/// <summary>This program once more, as a process of its own.</summary>
internal static class DistillProcess
{
    private const string Host = "dotnet";

    /// <summary>Its standard input ends when this process does, however that ends.</summary>
    internal static ProcessStartInfo StartInfo(params IEnumerable<string> arguments)
    {
        string program = Environment.ProcessPath ?? Host;
        ProcessStartInfo info = new(program) { RedirectStandardInput = true };
        if (Path.GetFileNameWithoutExtension(program) == Host)
            info.ArgumentList.Add(typeof(DistillProcess).Assembly.Location);
        foreach (string argument in arguments) info.ArgumentList.Add(argument);
        return info;
    }
}
