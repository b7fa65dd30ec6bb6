using System.Buffers.Binary;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using Distillery.GpuNode.Teacher.Onnx;
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
        Append(hash, $"{config.Engine} {config.Combine} {config.Members.Count} {threads}");
        if (config.Engine != TeacherEngine.Torch) Append(hash, $"ONNX Runtime {OnnxRuntimeLibrary.Version}");
        foreach (TeacherMemberConfig part in config.Parts)
        {
            Append(hash, string.Create(CultureInfo.InvariantCulture, $"{part.Architecture} {part.Format} {part.Layout} {part.Mean} {part.Std}"));
            foreach (string file in FilesOf(part)) AppendFile(hash, file);
        }
        return BinaryPrimitives.ReadUInt64LittleEndian(hash.GetHashAndReset());
    }

    /// <summary>What is not there yet has no part in it: loading the teacher says so.</summary>
    private static IEnumerable<string> FilesOf(TeacherMemberConfig part)
    {
        if (!File.Exists(part.Weights)) return [];
        return part.Format == TeacherFormat.Onnx ? [part.Weights, .. OnnxExternalFiles.Of(part.Weights)] : [part.Weights];
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
