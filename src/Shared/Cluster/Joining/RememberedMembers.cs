using Distillery.Shared.Runs;
using Distillery.Shared.TensorLinks.Tcp;

namespace Distillery.Shared.Cluster.Joining;

/// <summary>The addresses of a cluster's members in a file of the run folder, one a line. A coordinator that is started again asks them for
/// admission before it founds a cluster of its own.</summary>
/// <remarks>A hint: what is wrong in it costs a second's wait and nothing else.</remarks>
public static class RememberedMembers
{
    private const int Most = 64; // One that lives is enough to come back.

    /// <summary>Empty where there is no such file.</summary>
    public static IReadOnlyList<HostAndPort> Read(string path)
    {
        if (!File.Exists(path)) return [];
        List<HostAndPort> members = [];
        foreach (string line in File.ReadLines(path).Take(Most))
        {
            try
            {
                members.Add(HostAndPort.Parse(line));
            }
            catch (UserErrorException)
            {
                // Somebody has edited the file. The other lines serve.
            }
        }
        return members;
    }

    /// <exception cref="DiskFullException">No room; the old content is still there.</exception>
    public static void Write(string path, IEnumerable<HostAndPort> members) =>
        AtomicFile.WriteAllText(path, string.Concat(members.Take(Most).Select(member => $"{member}\n")));
}
