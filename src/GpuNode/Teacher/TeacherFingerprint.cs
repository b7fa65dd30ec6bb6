using System.Buffers.Binary;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using Distillery.Shared.Configuration;

namespace Distillery.GpuNode.Teacher;

/// <summary>A number that two teachers share when they give the same answers: over the files of weights and all that the
/// configuration says of how they are used.</summary>
public static class TeacherFingerprint
{
    /// <param name="threads">Inside one operator: they decide the last bits.</param>
    public static ulong Of(TeacherConfig config, int threads)
    {
        using IncrementalHash hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        Append(hash, $"{config.Combine} {config.Members.Count} {threads}");
        foreach (TeacherMemberConfig part in config.Parts)
        {
            Append(hash, string.Create(CultureInfo.InvariantCulture, $"{part.Architecture} {part.Mean} {part.Std}"));
            if (File.Exists(part.Weights)) AppendFile(hash, part.Weights);
        }
        return BinaryPrimitives.ReadUInt64LittleEndian(hash.GetHashAndReset());
    }

    private static void Append(IncrementalHash hash, string text) => hash.AppendData(Encoding.UTF8.GetBytes(text + "\n"));

    private static void AppendFile(IncrementalHash hash, string path)
    {
        const int PieceBytes = 1 << 20;
        byte[] piece = new byte[PieceBytes];
        using FileStream file = File.OpenRead(path);
        for (int count = file.Read(piece); count > 0; count = file.Read(piece)) hash.AppendData(piece.AsSpan(0, count));
    }
}
