using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Text;
using Microsoft.Build.Framework;
using Microsoft.Build.Utilities;

/// <summary>Copies a shared library, with its need of one symbol version marked as weak, so that it loads where that version is missing.</summary>
/// <remarks>TorchSharp's native library needs a version of libstdc++ that Debian 12 lacks, for a single symbol that nothing refers to: the compiler
/// left it behind. A weak need of a missing version is no error. Whatever is not exactly so is refused: a missing version would then be a crash.
/// The format is that of elf(5), 64 bits, little-endian.</remarks>
public sealed class WeakenVersionNeed : Task
{
    private const uint RelocationSection = 4; // SHT_RELA
    private const uint DynamicSymbolSection = 11; // SHT_DYNSYM
    private const uint VersionNeedSection = 0x6ffffffe; // SHT_GNU_verneed
    private const uint SymbolVersionSection = 0x6fffffff; // SHT_GNU_versym
    private const ushort WeakFlag = 2; // VER_FLG_WEAK
    private const int SymbolSize = 24;
    private const int RelocationSize = 24;
    private const int SectionHeaderSize = 64;

    private byte[] _bytes;
    private List<Section> _sections;

    [Required] public string Library { get; set; }

    [Required] public string Copy { get; set; }

    /// <summary>The version that may be missing.</summary>
    [Required] public string Version { get; set; }

    /// <summary>The one symbol that asks for it.</summary>
    [Required] public string Symbol { get; set; }

    public override bool Execute()
    {
        try
        {
            _bytes = File.ReadAllBytes(Library);
            ReadSections();
            int need = FindNeed();
            RequireUnused(ReadUInt16(need + 6));
            _bytes[need + 4] |= (byte)WeakFlag;
            Directory.CreateDirectory(Path.GetDirectoryName(Copy));
            File.WriteAllBytes(Copy, _bytes);
            return true;
        }
        catch (Exception error) when (error is IOException || error is InvalidDataException || error is ArgumentException || error is ArithmeticException || error is IndexOutOfRangeException)
        {
            Log.LogError(
                "{0} is not the library that this build knows: {1}. The build needs the packages that Directory.Packages.props names; see tools/libtorch/WeakenVersionNeed.cs.",
                Library, error.Message);
            return false;
        }
    }

    private void ReadSections()
    {
        if (_bytes.Length < 64 || _bytes[0] != 0x7f || Encoding.ASCII.GetString(_bytes, 1, 3) != "ELF" || _bytes[4] != 2 || _bytes[5] != 1)
            throw new InvalidDataException("it is no 64-bit shared library of Linux");
        int table = ReadOffset(40);
        _sections = Enumerable.Range(0, ReadUInt16(60))
            .Select(index => table + index * SectionHeaderSize)
            .Select(at => new Section(ReadUInt32(at + 4), ReadOffset(at + 24), ReadOffset(at + 32), (int)ReadUInt32(at + 40)))
            .ToList();
    }

    /// <summary>Where the need of the version lies: a hash, flags, the version's number in this library, and its name.</summary>
    private int FindNeed()
    {
        Section needs = Only(VersionNeedSection);
        List<int> found = new List<int>();
        for (int file = needs.Offset, next = -1; next != 0; file += next)
        {
            int need = file + (int)ReadUInt32(file + 8);
            for (int count = ReadUInt16(file + 2); count > 0; count--)
            {
                if (TextAt(_sections[needs.Link], ReadUInt32(need + 8)) == Version) found.Add(need);
                need += (int)ReadUInt32(need + 12);
            }
            next = (int)ReadUInt32(file + 12);
        }
        if (found.Count != 1) throw new InvalidDataException("it needs " + Version + " " + found.Count + " times, not once");
        return found[0];
    }

    /// <summary>The version belongs to the one symbol, which no relocation names: nothing can call it.</summary>
    private void RequireUnused(ushort version)
    {
        Section symbols = Only(DynamicSymbolSection);
        Section versions = Only(SymbolVersionSection);
        int[] users = Enumerable.Range(0, symbols.Size / SymbolSize).Where(index => ReadUInt16(versions.Offset + 2 * index) == version).ToArray();
        string[] names = users.Select(index => TextAt(_sections[symbols.Link], ReadUInt32(symbols.Offset + SymbolSize * index))).ToArray();
        if (names.Length != 1 || names[0] != Symbol)
            throw new InvalidDataException("it needs " + Version + " for " + string.Join(", ", names) + ", not for " + Symbol + " alone");
        bool isUsed = _sections.Where(section => section.Type == RelocationSection)
            .SelectMany(section => Enumerable.Range(0, section.Size / RelocationSize).Select(index => section.Offset + RelocationSize * index))
            .Any(relocation => ReadUInt32(relocation + 12) == users[0]);
        if (isUsed) throw new InvalidDataException("it uses " + Symbol);
    }

    private Section Only(uint type)
    {
        Section[] found = _sections.Where(section => section.Type == type).ToArray();
        return found.Length == 1 ? found[0] : throw new InvalidDataException("it has " + found.Length + " sections of type " + type + ", not one");
    }

    private string TextAt(Section texts, uint offset)
    {
        int start = texts.Offset + (int)offset;
        return Encoding.ASCII.GetString(_bytes, start, Array.IndexOf(_bytes, (byte)0, start) - start);
    }

    private ushort ReadUInt16(int at) => BitConverter.ToUInt16(_bytes, at);

    private uint ReadUInt32(int at) => BitConverter.ToUInt32(_bytes, at);

    private int ReadOffset(int at) => checked((int)BitConverter.ToUInt64(_bytes, at));

    private sealed class Section
    {
        internal Section(uint type, int offset, int size, int link)
        {
            Type = type;
            Offset = offset;
            Size = size;
            Link = link;
        }

        internal uint Type { get; }

        internal int Offset { get; }

        internal int Size { get; }

        internal int Link { get; } // The section with the texts that this one's names point into.
    }
}
