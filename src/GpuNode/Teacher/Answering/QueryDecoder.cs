using System.Runtime.InteropServices;
using Distillery.GpuNode.Student;
using Distillery.Messages.Teachers;
using Distillery.Torch;

namespace Distillery.GpuNode.Teacher.Answering;

/// <summary>The images of a query, with the bits that they had at the asker.</summary>
internal sealed class QueryDecoder(PixelTable table)
{
    private readonly int _values = table.Shape.ValueCount;

    /// <summary>[kept, channels, height, width] in host memory; null when the payload is not what the query says.</summary>
    internal Tensor? Decode(TeacherQuery query)
    {
        ReadOnlySpan<byte> bytes = query.Payload.Bytes.Span;
        int mixing = query.IsMixed ? query.Kept : 0;
        int mixingBytes = mixing * (sizeof(int) + sizeof(int) + sizeof(float));
        long expected = mixingBytes + ((long)query.Images * _values * SizeOf(query.Pixels));
        if (bytes.Length != expected || query.Kept == 0 || (!query.IsMixed && query.Kept != query.Images)) return null;
        Tensor images = ReadImages(bytes[mixingBytes..], query);
        if (!query.IsMixed) return images;
        int[] anchors = MemoryMarshal.Cast<byte, int>(bytes[..(mixing * sizeof(int))]).ToArray();
        int[] partners = MemoryMarshal.Cast<byte, int>(bytes.Slice(mixing * sizeof(int), mixing * sizeof(int))).ToArray();
        float[] shares = MemoryMarshal.Cast<byte, float>(bytes[(2 * mixing * sizeof(int))..mixingBytes]).ToArray();
        bool arePlaces = anchors.Concat(partners).All(place => place >= 0 && place < query.Images);
        return arePlaces ? ImageMixing.Mix(images, anchors, partners, shares) : null;
    }

    private Tensor ReadImages(ReadOnlySpan<byte> bytes, TeacherQuery query)
    {
        float[] images = new float[query.Images * _values];
        switch (query.Pixels)
        {
            case PixelType.UInt8:
                for (int i = 0; i < query.Images; i++)
                    table.Decode(bytes.Slice(i * _values, _values), images.AsSpan(i * _values, _values));
                break;
            case PixelType.BFloat16:
                ReadOnlySpan<ushort> halves = MemoryMarshal.Cast<byte, ushort>(bytes);
                for (int i = 0; i < images.Length; i++) images[i] = BitConverter.UInt32BitsToSingle((uint)halves[i] << 16);
                break;
            default:
                MemoryMarshal.Cast<byte, float>(bytes).CopyTo(images);
                break;
        }
        return Tensor.From<float>(images, query.Images, table.Shape.Channels, table.Shape.Height, table.Shape.Width);
    }

    private static int SizeOf(PixelType type) => type switch
    {
        PixelType.UInt8 => sizeof(byte),
        PixelType.BFloat16 => sizeof(ushort),
        _ => sizeof(float),
    };
}
