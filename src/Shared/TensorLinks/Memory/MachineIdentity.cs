namespace Distillery.Shared.TensorLinks.Memory;

/// <summary>What two processes must have in common to open each other's memory: the same start of the same kernel,
/// and the same names for processes.</summary>
internal static class MachineIdentity
{
    /// <summary>Empty where memory cannot be shared.</summary>
    internal static string Current { get; } = Read();

    private static string Read()
    {
        if (!OperatingSystem.IsLinux()) return "";
        try
        {
            string boot = File.ReadAllText("/proc/sys/kernel/random/boot_id").Trim();
            string processes = new FileInfo("/proc/self/ns/pid").LinkTarget ?? "";
            return processes.Length == 0 ? "" : $"{boot} {processes}";
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            return ""; // Payloads then go over the connection.
        }
    }
}
