using System.Buffers.Binary;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using Distillery.Shared.Configuration;

namespace Distillery.GpuNode.Teacher.Answers;

/// <summary>From configuration to the folder of answers that belongs to it.</summary>
public static class AnswerStores
{
    /// <param name="teacher">The teacher's fingerprint.</param>
    /// <exception cref="Distillery.Shared.UserErrorException">A file in the folder is another one than it should be.</exception>
    public static AnswerStore Open(RunConfig config, int classCount, ulong teacher)
    {
        AnswersConfig answers = config.Teacher!.Answers!;
        ulong key = KeyOf(config, teacher);
        string folder = Path.Combine(answers.Path, key.ToString("x16", CultureInfo.InvariantCulture));
        return AnswerStore.Open(folder, key, new AnswerLayout(classCount, answers.Top, answers.Precision));
    }

    /// <summary>Over all that an answer depends on besides sample and view, and the form in which it is kept.</summary>
    private static ulong KeyOf(RunConfig config, ulong teacher)
    {
        AnswersConfig answers = config.Teacher!.Answers!;
        string text = string.Create(
            CultureInfo.InvariantCulture,
            $"{teacher:x16} {config.ImagesFingerprint} {answers.Top} {answers.Precision} {config.Deterministic}");
        return BinaryPrimitives.ReadUInt64LittleEndian(SHA256.HashData(Encoding.UTF8.GetBytes(text)));
    }
}
