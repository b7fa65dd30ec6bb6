using System.Runtime.InteropServices;
using Distillery.GpuNode.Data;
using Distillery.GpuNode.Student;
using Distillery.GpuNode.Teacher.Asking;
using Distillery.Messages.Teachers;

namespace Distillery.GpuNode.Teacher.Answering;

/// <summary>The images of a query, with the bits that they had at the asker: normalised and mixed by the same operations.</summary>
internal sealed class QueryDecoder(ImageShape shape, Normalization normalization, Device device)
{
    /// <summary>[kept, channels, height, width] on the device; null when the payload is not what the query says.</summary>
    internal Tensor? Decode(TeacherQuery query)
    {
        ReadOnlySpan<byte> bytes = query.Payload.Bytes.Span;
        int mixed = query.IsMixed ? query.Kept : 0;
        int mixingBytes = mixed * QueryEncoder.MixingBytes;
        bool fits = bytes.Length == mixingBytes + ((long)query.Images * shape.ValueCount);
        if (!fits || query.Kept == 0 || (!query.IsMixed && query.Kept != query.Images)) return null;
        int[] anchors = MemoryMarshal.Cast<byte, int>(bytes[..(mixed * sizeof(int))]).ToArray();
        int[] partners = MemoryMarshal.Cast<byte, int>(bytes.Slice(mixed * sizeof(int), mixed * sizeof(int))).ToArray();
        float[] shares = MemoryMarshal.Cast<byte, float>(bytes[(2 * mixed * sizeof(int))..mixingBytes]).ToArray();
        if (!anchors.Concat(partners).All(place => place >= 0 && place < query.Images)) return null;
        Tensor images = normalization.ToTensor(bytes[mixingBytes..].ToArray(), query.Images, shape, device);
        return query.IsMixed ? ImageMixing.Mix(images, anchors, partners, shares) : images;
    }
}
