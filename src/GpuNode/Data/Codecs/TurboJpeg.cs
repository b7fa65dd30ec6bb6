using System.Runtime.InteropServices;
using Distillery.Shared;

namespace Distillery.GpuNode.Data.Codecs;

/// <summary>The functions of libjpeg-turbo's TurboJPEG interface, version 2 (turbojpeg.h), behind helpers that own the
/// marshalling. What a function thinks of the data is a value, for a damaged image is nothing unusual.</summary>
internal static unsafe partial class TurboJpeg
{
    internal const int SubsamplingGrey = 3; // TJSAMP_GRAY
    internal const int ColorsRgb = 0;   // TJCS_RGB
    internal const int ColorsYCbCr = 1; // TJCS_YCbCr
    internal const int ColorsGrey = 2;  // TJCS_GRAY
    internal const int PixelRgb = 0;    // TJPF_RGB
    internal const int PixelGrey = 6;   // TJPF_GRAY
    internal const int PixelCmyk = 11;  // TJPF_CMYK

    private const string Library = "libturbojpeg.so.0"; // Debian: libturbojpeg0
    private const int LimitScans = 0x8000; // TJFLAG_LIMITSCANS: a progressive image of more than 500 scans is an attack.
    private const int NoReallocation = 1024; // TJFLAG_NOREALLOC
    private const int AccurateTransform = 4096; // TJFLAG_ACCURATEDCT
    private const int WarningOnly = 0; // TJERR_WARNING

    /// <summary>What the last call with a decoder had to say.</summary>
    /// <param name="IsFatal">Nothing was decoded.</param>
    internal readonly record struct Complaint(string Text, bool IsFatal);

    /// <exception cref="UserErrorException">The library is not installed.</exception>
    internal static nint CreateDecoder() => Create(InitDecompress);

    /// <exception cref="UserErrorException">The library is not installed.</exception>
    internal static nint CreateEncoder() => Create(InitCompress);

    internal static void Destroy(nint handle) => _ = DestroyInstance(handle);

    /// <summary>Reads the header.</summary>
    /// <returns>Null where all is well. The extents are 0 unless they were read.</returns>
    internal static Complaint? ReadHeader(
        TurboJpegHandle decoder, ReadOnlySpan<byte> image, out int width, out int height, out int subsampling, out int colors)
    {
        fixed (byte* bytes = image)
        {
            int status = DecompressHeader(
                decoder, bytes, (nuint)image.Length, out width, out height, out subsampling, out colors);
            return status == 0 ? null : Describe(decoder);
        }
    }

    /// <summary>Decodes into the image's own planes, brightness first, without bringing them to one size.</summary>
    /// <param name="planes">Memory of each plane, of <see cref="PlaneExtents"/> rows by strides.</param>
    internal static Complaint? DecodePlanes(
        TurboJpegHandle decoder, ReadOnlySpan<byte> image, int width, int height, byte[][] planes, int[] strides)
    {
        fixed (byte* bytes = image, first = planes[0], second = planes[1], third = planes[2])
        fixed (int* steps = strides)
        {
            byte** pointers = stackalloc byte*[3] { first, second, third };
            int status = DecompressToPlanes(
                decoder, bytes, (nuint)image.Length, pointers, width, steps, height, LimitScans);
            return status == 0 ? null : Describe(decoder);
        }
    }

    /// <summary>Decodes into interleaved pixels, width x height x the values of a pixel.</summary>
    internal static Complaint? DecodePixels(
        TurboJpegHandle decoder, ReadOnlySpan<byte> image, int width, int height, int pixelFormat, Span<byte> pixels)
    {
        fixed (byte* bytes = image, destination = pixels)
        {
            int status = Decompress(
                decoder, bytes, (nuint)image.Length, destination, width, 0, height, pixelFormat, LimitScans);
            return status == 0 ? null : Describe(decoder);
        }
    }

    /// <summary>The width and height of plane 0, 1 or 2 of an image.</summary>
    internal static (int Width, int Height) PlaneExtents(int plane, int width, int height, int subsampling) =>
        (PlaneWidth(plane, width, subsampling), PlaneHeight(plane, height, subsampling));

    /// <summary>Encodes interleaved red, green and blue with colour at half resolution, or grey.</summary>
    /// <exception cref="InvalidOperationException">The encoder refuses, which valid arguments do not cause.</exception>
    internal static byte[] Encode(TurboJpegHandle encoder, ReadOnlySpan<byte> pixels, int width, int height, bool isGrey, int quality)
    {
        int subsampling = isGrey ? SubsamplingGrey : 2; // TJSAMP_420
        byte[] buffer = new byte[(int)BufferSize(width, height, subsampling)];
        nuint size = (nuint)buffer.Length;
        fixed (byte* source = pixels, destination = buffer)
        {
            byte* written = destination;
            int status = Compress(
                encoder, source, width, 0, height, isGrey ? PixelGrey : PixelRgb, &written, &size, subsampling, quality,
                NoReallocation | AccurateTransform);
            if (status != 0) throw new InvalidOperationException(Describe(encoder).Text);
        }
        return buffer[..(int)size];
    }

    private static nint Create(Func<nint> create)
    {
        try
        {
            return create();
        }
        catch (DllNotFoundException error)
        {
            throw new UserErrorException(
                $"{Library}, which decodes JPEG images, is not installed", "Install Debian's package libturbojpeg0.", error);
        }
    }

    private static Complaint Describe(TurboJpegHandle handle) => new(
        Marshal.PtrToStringUTF8(ErrorText(handle)) ?? "unknown error", ErrorCode(handle) != WarningOnly);

    [LibraryImport(Library, EntryPoint = "tjInitDecompress")]
    private static partial nint InitDecompress();

    [LibraryImport(Library, EntryPoint = "tjInitCompress")]
    private static partial nint InitCompress();

    [LibraryImport(Library, EntryPoint = "tjDestroy")]
    private static partial int DestroyInstance(nint handle); // nint: called by the handle's own release

    [LibraryImport(Library, EntryPoint = "tjGetErrorStr2")]
    private static partial nint ErrorText(TurboJpegHandle handle);

    [LibraryImport(Library, EntryPoint = "tjGetErrorCode")]
    private static partial int ErrorCode(TurboJpegHandle handle);

    [LibraryImport(Library, EntryPoint = "tjDecompressHeader3")]
    private static partial int DecompressHeader(
        TurboJpegHandle handle, byte* image, nuint size, out int width, out int height, out int subsampling, out int colors);

    [LibraryImport(Library, EntryPoint = "tjDecompressToYUVPlanes")]
    private static partial int DecompressToPlanes(
        TurboJpegHandle handle, byte* image, nuint size, byte** planes, int width, int* strides, int height, int flags);

    [LibraryImport(Library, EntryPoint = "tjDecompress2")]
    private static partial int Decompress(
        TurboJpegHandle handle, byte* image, nuint size, byte* pixels, int width, int pitch, int height, int pixelFormat, int flags);

    [LibraryImport(Library, EntryPoint = "tjPlaneWidth")]
    private static partial int PlaneWidth(int plane, int width, int subsampling);

    [LibraryImport(Library, EntryPoint = "tjPlaneHeight")]
    private static partial int PlaneHeight(int plane, int height, int subsampling);

    [LibraryImport(Library, EntryPoint = "tjBufSize")]
    private static partial nuint BufferSize(int width, int height, int subsampling);

    [LibraryImport(Library, EntryPoint = "tjCompress2")]
    private static partial int Compress(
        TurboJpegHandle handle, byte* pixels, int width, int pitch, int height, int pixelFormat, byte** image, nuint* size,
        int subsampling, int quality, int flags);
}
