using System.Text;

namespace Distillery.GpuNode.Data.Sources;

/// <summary>Many paths in little memory: a million of them are some 40 MB, and as strings they would be 150.</summary>
internal sealed class PathTable
{
    private readonly List<long> _ends = [];
    private readonly List<byte[]> _blocks = [];
    private long _length;

    private const int BlockBytes = 1 << 20;

    internal int Count => _ends.Count;

    internal string this[int index]
    {
        get
        {
            long start = index == 0 ? 0 : _ends[index - 1];
            byte[] bytes = new byte[_ends[index] - start];
            for (int i = 0; i < bytes.Length; i++) bytes[i] = _blocks[(int)((start + i) / BlockBytes)][(start + i) % BlockBytes];
            return Encoding.UTF8.GetString(bytes);
        }
    }

    internal void Add(string path)
    {
        foreach (byte value in Encoding.UTF8.GetBytes(path))
        {
            if (_length % BlockBytes == 0) _blocks.Add(new byte[BlockBytes]);
            _blocks[^1][_length % BlockBytes] = value;
            _length++;
        }
        _ends.Add(_length);
    }
}
