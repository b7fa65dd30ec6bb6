using System.Diagnostics;
using Distillery.Shared;

namespace Distillery.Cli.Bench;

/// <summary>Starts peers: programs of bench/peers in Debian's Python, which use Debian's PyTorch.</summary>
internal static class PeerScript
{
    private const string Interpreter = "/usr/bin/python3"; // Debian's, the one that python3-torch belongs to.

    // A peer runs as people run it, and not with the allocator that ./distill has chosen for this program.
    private static readonly string[] AllocatorVariables = ["LD_PRELOAD", "MALLOC_CONF"];

    /// <inheritdoc cref="StartInfo"/>
    internal static LineProcess Start(string usualPath, string? path, IReadOnlyList<string> arguments) =>
        new(StartInfo(usualPath, path, arguments), errors => Ended(errors, usualPath));

    /// <param name="usualPath">Where it is in the repository.</param>
    /// <param name="path">Where it is instead; null to look for it in the repository around this program.</param>
    /// <exception cref="UserErrorException">Python or the script is missing.</exception>
    internal static ProcessStartInfo StartInfo(string usualPath, string? path, IReadOnlyList<string> arguments)
    {
        string script = path ?? Find(usualPath);
        if (!File.Exists(script)) throw new UserErrorException($"there is no peer {script}", $"Name it with --peer {usualPath}.");
        if (!File.Exists(Interpreter)) throw WithoutTorch($"there is no {Interpreter}");
        ProcessStartInfo info = new(Interpreter);
        foreach (string choice in AllocatorVariables) info.Environment.Remove(choice);
        foreach (string argument in (string[])["-B", script, .. arguments]) info.ArgumentList.Add(argument);
        return info;
    }

    private static string Find(string usualPath)
    {
        List<string> folders = [Directory.GetCurrentDirectory()];
        for (DirectoryInfo? folder = new(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
            folders.Add(folder.FullName);
        return folders.Select(folder => Path.Combine(folder, usualPath)).FirstOrDefault(File.Exists) ?? usualPath;
    }

    private static UserErrorException Ended(string errors, string usualPath) =>
        errors.Contains("No module named 'torch'", StringComparison.Ordinal)
            ? WithoutTorch($"{Interpreter} has no PyTorch")
            : new UserErrorException(
                $"the PyTorch peer ended: {errors.Split('\n')[^1]}", $"Try it by hand: {Interpreter} {usualPath} --help.");

    private static UserErrorException WithoutTorch(string problem) => new(
        $"{problem}, which is what is compared with",
        "Install Debian's package python3-torch: apt-get install python3-torch.");
}
