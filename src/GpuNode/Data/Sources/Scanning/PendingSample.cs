using Distillery.Shared;

namespace Distillery.GpuNode.Data.Sources.Scanning;

/// <summary>The files of one sample of a shard, as they come by.</summary>
internal sealed class PendingSample(string key, string shard)
{
    internal const int NoLabel = -1;

    private long _offset = -1;
    private long _length;
    private int _label = NoLabel;

    internal string Key => key;

    /// <summary>The first image counts.</summary>
    internal void TakeImage(long offset, long length)
    {
        if (_offset < 0) (_offset, _length) = (offset, length);
    }

    internal void TakeLabel(int label)
    {
        if (label != NoLabel && _label == NoLabel) _label = label;
    }

    /// <summary>Adds the sample's image and class; nothing for files that are none of either.</summary>
    /// <exception cref="UserErrorException">One is there without the other.</exception>
    internal void AddTo(ShardEntries entries)
    {
        if (_offset < 0 && _label == NoLabel) return;
        if (_offset < 0) throw Incomplete("a class but no .jpg, .jpeg or .png");
        if (_label == NoLabel) throw Incomplete("an image but no class: no .cls, and no .json with a label");
        entries.Add(_offset, _length, _label);
    }

    private UserErrorException Incomplete(string has) => new(
        $"the sample {key} of the shard {shard} has {has}",
        "Files of one sample must follow each other in the tar and share their name up to the first dot.");
}
