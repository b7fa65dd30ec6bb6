using System.Reflection;

namespace Distillery.Simulation.Soak;

/// <summary>From which sources this program was built.</summary>
public static class Revision
{
    /// <summary>The commit; behind it "with changes" when the working tree had some that were not committed.</summary>
    public static string Text { get; } = Read(
        typeof(Revision).Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()?.InformationalVersion ?? "");

    /// <param name="version">VERSION+COMMIT or VERSION+COMMIT.changed, as the build writes it.</param>
    public static string Read(string version)
    {
        string[] parts = version.Split('+');
        if (parts.Length < 2) return "unknown revision";
        string[] revision = parts[1].Split('.');
        return revision.Length > 1 ? $"revision {revision[0]} with changes" : $"revision {revision[0]}";
    }
}
