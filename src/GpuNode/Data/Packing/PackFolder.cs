using System.Security.Cryptography;
using System.Text;
using Distillery.Shared;

namespace Distillery.GpuNode.Data.Packing;

/// <summary>The folder in which shards come to be: NAME.packing until all are there, then NAME. What is finished in it is used
/// again by the next attempt.</summary>
internal sealed class PackFolder
{
    internal const string ChecksumsName = "SHA256SUMS";
    private const string DescriptionName = "pack.txt";
    private const string TemporarySuffix = ".writing";

    private readonly string _target;
    private readonly Dictionary<string, string> _checksums = new(StringComparer.Ordinal); // by name

    private PackFolder(string target) => (_target, Path) = (target, target + ".packing");

    /// <summary>Where shards are now.</summary>
    internal string Path { get; }

    /// <exception cref="UserErrorException">The target exists, or an attempt with other options has begun.</exception>
    internal static PackFolder Open(string target, string description)
    {
        PackFolder folder = new(System.IO.Path.TrimEndingDirectorySeparator(System.IO.Path.GetFullPath(target)));
        if (System.IO.Path.Exists(folder._target))
            throw new UserErrorException($"{folder._target} exists already", "Name another folder, or remove it.");
        Directory.CreateDirectory(folder.Path);
        string descriptionPath = System.IO.Path.Combine(folder.Path, DescriptionName);
        if (!File.Exists(descriptionPath)) File.WriteAllText(descriptionPath, description);
        if (File.ReadAllText(descriptionPath) != description)
        {
            throw new UserErrorException(
                $"{folder.Path} has what another command began to pack: {File.ReadAllText(descriptionPath).Trim()}",
                "Go on with that command, or remove the folder.");
        }
        foreach (string left in Directory.GetFiles(folder.Path, $"*{TemporarySuffix}")) File.Delete(left);
        folder.ReadChecksums();
        return folder;
    }

    /// <summary>Whether an earlier attempt has finished the shard.</summary>
    internal bool Has(string name) => _checksums.ContainsKey(name) && File.Exists(System.IO.Path.Combine(Path, name));

    /// <summary>Writes a file so that it is there as a whole or not at all, and notes its checksum.</summary>
    internal void Write(string name, Action<Stream> write)
    {
        string path = System.IO.Path.Combine(Path, name);
        string temporary = path + TemporarySuffix;
        try
        {
            string checksum;
            using (FileStream file = File.Create(temporary))
            {
                write(file);
                file.Flush(flushToDisk: true);
                file.Position = 0;
                checksum = Convert.ToHexStringLower(SHA256.HashData(file)); // From the page cache, where it was just put.
            }
            File.Move(temporary, path, overwrite: true);
            _checksums[name] = checksum;
            WriteChecksums();
        }
        catch
        {
            File.Delete(temporary);
            throw;
        }
    }

    /// <summary>All is there: the folder gets its name.</summary>
    internal void Publish()
    {
        File.Delete(System.IO.Path.Combine(Path, DescriptionName));
        Directory.Move(Path, _target);
    }

    /// <summary>Reads "checksum, two spaces, name" a line, as sha256sum writes and checks it.</summary>
    internal static IEnumerable<(string Name, string Checksum)> ReadChecksums(string path) =>
        File.ReadLines(path).Select(line => line.Split("  ", 2)).Where(parts => parts.Length == 2)
            .Select(parts => (parts[1], parts[0]));

    private void ReadChecksums()
    {
        string path = System.IO.Path.Combine(Path, ChecksumsName);
        if (!File.Exists(path)) return;
        foreach ((string name, string checksum) in ReadChecksums(path)) _checksums[name] = checksum;
    }

    private void WriteChecksums()
    {
        StringBuilder text = new();
        foreach ((string name, string checksum) in _checksums.OrderBy(entry => entry.Key, StringComparer.Ordinal))
            text.Append(checksum).Append("  ").Append(name).Append('\n');
        string path = System.IO.Path.Combine(Path, ChecksumsName);
        File.WriteAllText(path + TemporarySuffix, text.ToString());
        File.Move(path + TemporarySuffix, path, overwrite: true);
    }
}
