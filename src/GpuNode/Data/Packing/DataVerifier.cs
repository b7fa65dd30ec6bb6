using System.Collections.Concurrent;
using System.Security.Cryptography;
using Distillery.GpuNode.Data.Sources;

namespace Distillery.GpuNode.Data.Packing;

/// <summary>Checks that all images can be decoded, and that files are those that were packed.</summary>
public static class DataVerifier
{
    /// <summary>Decodes every image at full size.</summary>
    /// <returns>The damaged ones, by number.</returns>
    /// <exception cref="OperationCanceledException">It was stopped.</exception>
    public static IReadOnlyList<DamagedImage> Check(IPackableSamples samples, PreparationPool pool, CancellationToken stop)
    {
        ConcurrentBag<DamagedImage> damaged = [];
        pool.Run(
            samples.Count,
            sample =>
            {
                if (samples.Encode(sample).Damage is { } damage) damaged.Add(damage);
            },
            stop);
        return [.. damaged.OrderBy(image => image.Sample)];
    }

    /// <summary>Compares the files of a folder with its checksums.</summary>
    /// <returns>How many were compared, and what is wrong with those that differ; 0 where there are no checksums.</returns>
    public static (int Count, IReadOnlyList<string> Problems) CheckSums(
        string folder, PreparationPool pool, CancellationToken stop)
    {
        string path = Path.Combine(folder, PackFolder.ChecksumsName);
        if (!File.Exists(path)) return (0, []);
        (string Name, string Checksum)[] lines = [.. PackFolder.ReadChecksums(path)];
        ConcurrentBag<string> problems = [];
        pool.Run(
            lines.Length,
            line =>
            {
                string file = Path.Combine(folder, lines[line].Name);
                if (!File.Exists(file)) problems.Add($"{file} is missing");
                else if (HashOf(file) != lines[line].Checksum) problems.Add($"{file} is not the file that was packed");
            },
            stop);
        return (lines.Length, [.. problems.Order(StringComparer.Ordinal)]);
    }

    private static string HashOf(string path)
    {
        using FileStream file = File.OpenRead(path);
        return Convert.ToHexStringLower(SHA256.HashData(file));
    }
}
