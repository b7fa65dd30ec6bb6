using System.Formats.Tar;
using System.Globalization;
using System.Text;

namespace Distillery.GpuNode.Tests.Data;

/// <summary>Small shards and folders out of the images of the folder Fixtures.</summary>
internal static class TestShards
{
    private static readonly string[] Images = ["color-420.jpg", "grey.jpg", "color.png", "progressive.jpg", "cmyk.jpg"];

    /// <summary>The name of image number i.</summary>
    internal static string ImageOf(int number) => Images[number % Images.Length];

    /// <summary>A shard whose sample i has image i and class i modulo 3.</summary>
    /// <param name="damagedAt">Samples whose image is cut off.</param>
    internal static void Write(string path, int first, int count, params int[] damagedAt)
    {
        List<(string Name, byte[] Bytes)> entries = [];
        for (int i = first; i < first + count; i++)
        {
            byte[] image = ImageFixtures.Bytes(ImageOf(i));
            if (damagedAt.Contains(i)) image = image[..(image.Length / 2)];
            entries.Add((string.Create(CultureInfo.InvariantCulture, $"{i:D5}{Path.GetExtension(ImageOf(i))}"), image));
            entries.Add((string.Create(CultureInfo.InvariantCulture, $"{i:D5}.cls"), Encoding.ASCII.GetBytes($"{i % 3}\n")));
        }
        Write(path, entries);
    }

    internal static void Write(string path, IEnumerable<(string Name, byte[] Bytes)> entries)
    {
        using FileStream file = File.Create(path);
        using TarWriter writer = new(file, TarEntryFormat.Pax);
        foreach ((string name, byte[] bytes) in entries)
            writer.WriteEntry(new PaxTarEntry(TarEntryType.RegularFile, name) { DataStream = new MemoryStream(bytes) });
    }

    /// <summary>A folder with classes a, b and c, whose images in order of paths are 0 to 8.</summary>
    internal static void WriteFolder(string folder)
    {
        for (int i = 0; i < 9; i++)
        {
            string path = Path.Combine(folder, "abc"[i / 3].ToString(), $"{i}{Path.GetExtension(ImageOf(i))}");
            Directory.CreateDirectory(Path.GetDirectoryName(path)!);
            File.WriteAllBytes(path, ImageFixtures.Bytes(ImageOf(i)));
        }
    }
}
