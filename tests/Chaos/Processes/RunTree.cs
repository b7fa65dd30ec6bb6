using System.Diagnostics;
using System.Globalization;

namespace Distillery.Chaos.Processes;

/// <summary>The processes that a <c>distill run</c> has started, found in /proc.</summary>
public sealed class RunTree(int root)
{
    private const int ParentField = 1; // Of /proc/PID/stat, after the name in parentheses and the state.

    public IReadOnlyList<int> Nodes => [.. Children("node").Order()];

    public IReadOnlyList<int> Coordinators => [.. Children("coordinator").Order()];

    /// <summary>Sends a signal; a process that is gone is no error.</summary>
    public static void Signal(int process, string signal)
    {
        using Process kill = Process.Start(new ProcessStartInfo("kill", [$"-{signal}", Invariant(process)])
        {
            RedirectStandardError = true,
        })!;
        kill.WaitForExit();
    }

    private IEnumerable<int> Children(string command)
    {
        foreach (string path in Directory.EnumerateDirectories("/proc"))
        {
            if (!int.TryParse(Path.GetFileName(path), NumberStyles.None, CultureInfo.InvariantCulture, out int process)) continue;
            if (Read(path, "stat") is not { } stat || Read(path, "cmdline") is not { } line) continue;
            string[] fields = stat[(stat.LastIndexOf(')') + 2)..].Split(' ');
            if (fields[ParentField] == Invariant(root) && line.Split('\0').Contains(command)) yield return process;
        }
    }

    private static string? Read(string folder, string name)
    {
        try
        {
            return File.ReadAllText(Path.Combine(folder, name));
        }
        catch (Exception gone) when (gone is IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }

    private static string Invariant(int number) => number.ToString(CultureInfo.InvariantCulture);
}
