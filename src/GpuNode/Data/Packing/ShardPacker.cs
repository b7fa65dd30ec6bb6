using System.Formats.Tar;
using System.Globalization;
using System.Text;
using Distillery.GpuNode.Data.Sources;
using Distillery.GpuNode.Data.Sources.Scanning;
using Distillery.Shared;
using Distillery.Shared.Configuration;
using Distillery.Shared.Runs;
using Distillery.Shared.Seeds;

namespace Distillery.GpuNode.Data.Packing;

/// <summary>Puts images into shards. The same images and options give the same bytes.</summary>
/// <param name="tell">Gets each shard's name and how many images are packed so far.</param>
/// <param name="left">Gets each image that is left out because it is damaged.</param>
public sealed class ShardPacker(
    string target, PackOptions options, PreparationPool pool, Action<string, int> tell, Action<DamagedImage> left)
{
    private const string StreamName = "packing"; // Part of what a pack gives: never renamed.
    private const int ChunkSamples = 256;

    /// <summary>Images and classes of a split, and the beginning of its shards' names.</summary>
    public sealed record Split(string Name, IPackableSamples Samples);

    /// <summary>Packs all splits, or goes on where an earlier attempt ended.</summary>
    /// <exception cref="UserErrorException">The target exists, or a source cannot be read.</exception>
    /// <exception cref="DiskFullException">No room. What is finished stays for the next attempt.</exception>
    /// <exception cref="OperationCanceledException">It was stopped; likewise.</exception>
    public void Pack(IReadOnlyList<Split> splits, CancellationToken stop)
    {
        DiskFullException.Guard(target, () =>
        {
            PackFolder folder = PackFolder.Open(target, options.Description + "\n");
            foreach (Split split in splits) Pack(folder, split, stop);
            IReadOnlyList<string> classes = splits[0].Samples.ClassNames;
            if (classes.Count > 0)
                folder.Write("classes.txt", file => file.Write(Encoding.UTF8.GetBytes(string.Join('\n', classes) + "\n")));
            folder.Publish();
        });
    }

    private void Pack(PackFolder folder, Split split, CancellationToken stop)
    {
        int count = split.Samples.Count;
        IndexPermutation? order = options.ShuffleSeed is { } seed ? new(count, seed, StreamName, 0) : null;
        for (int shard = 0, first = 0; first < count; shard++, first += options.SamplesPerShard)
        {
            string name = string.Create(CultureInfo.InvariantCulture, $"{split.Name}-{shard:D6}.tar");
            int end = Math.Min(count, first + options.SamplesPerShard);
            int[] samples = [.. Enumerable.Range(first, end - first).Select(place => order is null ? place : (int)order[place])];
            if (!folder.Has(name))
            {
                folder.Write(name, file => WriteShard(file, split.Samples, samples, first, stop));
                string path = Path.Combine(folder.Path, name);
                ShardIndexFile.TryWrite(ShardIndexFile.PathBeside(path), ShardScanner.Scan(path, DataFormat.Webdataset));
            }
            tell(name, end);
        }
    }

    private void WriteShard(Stream file, IPackableSamples samples, int[] numbers, int first, CancellationToken stop)
    {
        using TarWriter writer = new(file, TarEntryFormat.Ustar, leaveOpen: true);
        PackedImage[] images = new PackedImage[ChunkSamples];
        for (int start = 0; start < numbers.Length; start += ChunkSamples)
        {
            int count = Math.Min(ChunkSamples, numbers.Length - start);
            pool.Run(count, i => images[i] = samples.Encode(numbers[start + i]), stop);
            for (int i = 0; i < count; i++)
            {
                if (images[i].Damage is { } damage) left(damage);
                else Write(writer, first + start + i, images[i], samples.Label(numbers[start + i]));
            }
        }
    }

    private static void Write(TarWriter writer, int number, PackedImage image, int label)
    {
        string key = number.ToString("D9", CultureInfo.InvariantCulture);
        Write(writer, $"{key}.{image.Extension}", image.Bytes);
        Write(writer, $"{key}.cls", Encoding.ASCII.GetBytes(label.ToString(CultureInfo.InvariantCulture)));
    }

    private static void Write(TarWriter writer, string name, byte[] bytes) => writer.WriteEntry(
        new UstarTarEntry(TarEntryType.RegularFile, name)
        {
            DataStream = new MemoryStream(bytes),
            ModificationTime = DateTimeOffset.UnixEpoch, // The same images give the same shards.
        });
}
