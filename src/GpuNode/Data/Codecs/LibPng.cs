using System.Runtime.InteropServices;
using Distillery.Shared;

namespace Distillery.GpuNode.Data.Codecs;

/// <summary>The simplified interface of libpng 1.6 (png.h, "The simplified API"), which reports errors as values.</summary>
internal static unsafe partial class LibPng
{
    internal const uint Color = 2; // PNG_FORMAT_FLAG_COLOR
    internal const uint Alpha = 1; // PNG_FORMAT_FLAG_ALPHA

    private const string Library = "libpng16.so.16"; // Debian: libpng16-16
    private const uint Version = 1; // PNG_IMAGE_VERSION
    private const uint DeepIsSrgb = 4; // PNG_IMAGE_FLAG_16BIT_sRGB: 16 bits a channel are brightness as 8 are, not light.

    /// <summary>Gives memory for the pixels, width x height x channels; empty to refuse an image of this size.</summary>
    internal delegate Span<byte> PixelMemory(int width, int height, int channels);

    /// <summary>Decodes an image, row by row and 8 bits a value: grey (1 channel), red, green and blue (3), or these with
    /// alpha (4).</summary>
    /// <returns>What is wrong with the image; null where all is well, or where the size was refused.</returns>
    /// <exception cref="UserErrorException">The library is not installed.</exception>
    internal static string? Decode(ReadOnlySpan<byte> image, PixelMemory memoryFor)
    {
        State state = new() { Version = Version }; // The library keeps its address, so it stays on this stack.
        fixed (byte* bytes = image)
        {
            if (Begin(&state, bytes, (nuint)image.Length) == 0) return Failure(&state);
            state.Flags |= DeepIsSrgb;
            state.Format &= Color | Alpha;
            if (state.Format == Alpha) state.Format |= Color;
            int channels = state.Format switch { 0 => 1, Color => 3, _ => 4 };
            Span<byte> pixels = memoryFor((int)state.Width, (int)state.Height, channels);
            if (pixels.IsEmpty)
            {
                FreeImage(&state);
                return null;
            }
            fixed (byte* destination = pixels)
                return FinishRead(&state, null, destination, 0, null) == 0 ? Failure(&state) : null;
        }
    }

    /// <summary>Encodes 8 bits a value: grey, or red, green and blue.</summary>
    /// <exception cref="InvalidOperationException">The encoder refuses, which valid arguments do not cause.</exception>
    internal static byte[] Encode(ReadOnlySpan<byte> pixels, int width, int height, bool isGrey)
    {
        State state = new() { Version = Version, Width = (uint)width, Height = (uint)height, Format = isGrey ? 0 : Color };
        nuint size = (nuint)(pixels.Length + (pixels.Length / 8) + (height * 16) + 4096); // More than zlib and chunks can add.
        byte[] buffer = new byte[(int)size];
        fixed (byte* source = pixels, destination = buffer)
        {
            if (WriteToMemory(&state, destination, &size, 0, source, 0, null) == 0)
                throw new InvalidOperationException(Failure(&state));
        }
        return buffer[..(int)size];
    }

    private static string Failure(State* state)
    {
        string text = Marshal.PtrToStringUTF8((nint)state->Message) ?? "";
        FreeImage(state);
        return text.Length == 0 ? "not a PNG image" : text;
    }

    private static int Begin(State* state, byte* image, nuint size)
    {
        try
        {
            return BeginRead(state, image, size);
        }
        catch (DllNotFoundException error)
        {
            throw new UserErrorException(
                $"{Library}, which decodes PNG images, is not installed", "Install Debian's package libpng16-16.", error);
        }
    }

    [LibraryImport(Library, EntryPoint = "png_image_begin_read_from_memory")]
    private static partial int BeginRead(State* state, byte* image, nuint size);

    [LibraryImport(Library, EntryPoint = "png_image_finish_read")]
    private static partial int FinishRead(State* state, void* background, byte* pixels, int rowStride, void* colors);

    [LibraryImport(Library, EntryPoint = "png_image_write_to_memory")]
    private static partial int WriteToMemory(
        State* state, byte* image, nuint* size, int convertTo8Bits, byte* pixels, int rowStride, void* colors);

    [LibraryImport(Library, EntryPoint = "png_image_free")]
    private static partial void FreeImage(State* state);

    /// <summary>png_image of png.h.</summary>
    [StructLayout(LayoutKind.Sequential)]
    private struct State
    {
        internal nint Opaque;
        internal uint Version;
        internal uint Width;
        internal uint Height;
        internal uint Format;
        internal uint Flags;
        internal uint ColorCount;
        internal uint WarningOrError;
        internal fixed byte Message[64];
    }
}
