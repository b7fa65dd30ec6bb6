using Distillery.Shared;
using Distillery.Shared.Configuration;

namespace Distillery.GpuNode.Data.Sources.Scanning;

/// <summary>Looks through a shard once, for where its images lie and what their classes are.</summary>
internal static class ShardScanner
{
    // Most of a shard is jumped over, so little is read ahead.
    private const int ReadAheadBytes = 4096;

    /// <param name="format">One for which <see cref="DataFormats.IsShards"/> holds.</param>
    /// <exception cref="UserErrorException">The shard cannot be read, is of another format or cut off, or a sample lacks its
    /// image or class.</exception>
    internal static ShardIndex Scan(string path, DataFormat format)
    {
        try
        {
            FileInfo info = new(path);
            using FileStream file = new(path, FileMode.Open, FileAccess.Read, FileShare.Read, ReadAheadBytes);
            ShardEntries entries = new(path, info);
            switch (format)
            {
                case DataFormat.Webdataset: TarScanner.Scan(file, entries); break;
                case DataFormat.Mds: MdsScanner.Scan(file, entries); break;
                case DataFormat.Tfrecord: TfRecordScanner.Scan(file, entries); break;
                case DataFormat.Ffcv: FfcvScanner.Scan(file, entries); break;
                default: throw new ArgumentOutOfRangeException(nameof(format), format, "has no shards");
            }
            return entries.ToIndex();
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException or InvalidDataException or FormatException)
        {
            throw new UserErrorException(
                $"the shard {path} cannot be read as {format.ToString().ToLowerInvariant()}: {error.Message}",
                "Check data.format and the file, or bring the images into shards anew with distill data pack.", error);
        }
    }
}
