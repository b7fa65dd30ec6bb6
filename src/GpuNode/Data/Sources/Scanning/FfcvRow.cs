using System.Buffers.Binary;

namespace Distillery.GpuNode.Data.Sources.Scanning;

/// <summary>How a row of an FFCV file's metadata is laid out.</summary>
internal sealed class FfcvRow
{
    private const int FloatType = 0;
    private const int IntegerType = 1;
    private const int ImageType = 2;
    private const int NumberBytes = 8;
    private const int ImageBytes = 1 + 2 + 2 + 8;
    private const int BlockBytes = 8 + 8; // Of fields that are bytes or JSON: place and length.

    private readonly int _image;
    private readonly int _label;

    private FfcvRow(int image, int label, int byteCount) => (_image, _label, ByteCount) = (image, label, byteCount);

    internal int ByteCount { get; }

    /// <param name="types">Of the fields, as the file numbers them.</param>
    /// <exception cref="FormatException">There is not one image and one whole number, or a field is of an unknown
    /// type.</exception>
    internal static FfcvRow Of(IReadOnlyList<byte> types)
    {
        if (types.Count(type => type == ImageType) != 1 || types.Count(type => type == IntegerType) != 1)
            throw new FormatException("it needs one RGBImageField for images and one IntField for classes");
        int image = 0, label = 0, offset = 0, alignment = 1;
        foreach (byte type in types)
        {
            (int bytes, int aligned) = type switch
            {
                FloatType or IntegerType => (NumberBytes, NumberBytes),
                ImageType => (ImageBytes, 1),
                3 or 5 => (BlockBytes, 1), // BytesField, JSONField
                4 or 6 => (NumberBytes, NumberBytes), // NDArrayField, TorchTensorField
                _ => throw new FormatException($"it has a field of the type {type}, whose size is not known"),
            };
            offset = Align(offset, aligned);
            if (type == ImageType) image = offset;
            if (type == IntegerType) label = offset;
            offset += bytes;
            alignment = Math.Max(alignment, aligned);
        }
        return new FfcvRow(image, label, Align(offset, alignment));
    }

    internal long LabelOf(ReadOnlySpan<byte> row) => BinaryPrimitives.ReadInt64LittleEndian(row[_label..]);

    internal FfcvImage ImageOf(ReadOnlySpan<byte> row)
    {
        ReadOnlySpan<byte> image = row[_image..];
        return new FfcvImage(
            image[0] == 1, BinaryPrimitives.ReadUInt16LittleEndian(image[1..]), BinaryPrimitives.ReadUInt16LittleEndian(image[3..]),
            BinaryPrimitives.ReadInt64LittleEndian(image[5..]));
    }

    private static int Align(int offset, int alignment) => (offset + alignment - 1) / alignment * alignment;
}
