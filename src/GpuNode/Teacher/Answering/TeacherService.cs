using System.Runtime.InteropServices;
using Distillery.GpuNode.Data;
using Distillery.Messages;
using Distillery.Messages.Teachers;
using Distillery.Torch;

namespace Distillery.GpuNode.Teacher.Answering;

/// <summary>Answers by a teacher of this process.</summary>
public sealed class TeacherService(ITeacher teacher, ImageShape shape, Normalization normalization, Device device)
    : ITeacherService
{
    private readonly QueryDecoder _decoder = new(shape, normalization, device);
    private readonly OneByOneTeacher _oneByOne = new(teacher);

    public IReadOnlyList<Payload?> Compute(IReadOnlyList<TeacherQuery> queries)
    {
        using TensorScope scope = new();
        Tensor?[] images = [.. queries.Select(_decoder.Decode)];
        foreach (TeacherQuery query in queries) query.Payload.Dispose();
        Tensor[] readable = [.. images.OfType<Tensor>()];
        if (readable.Length == 0) return [.. images.Select(_ => (Payload?)null)];
        Tensor all = readable.Length == 1 ? readable[0] : Tensor.Concatenate(readable, 0);
        ITeacher asked = queries[0].IsRowByRow ? _oneByOne : teacher;
        float[] logits = asked.Answer(all).To(Device.Cpu).Contiguous().ToArray<float>();
        return Split(images, logits, logits.Length / (int)all.Shape[0]);
    }

    private static Payload?[] Split(Tensor?[] images, float[] logits, int classCount)
    {
        Payload?[] answers = new Payload?[images.Length];
        int first = 0;
        for (int i = 0; i < images.Length; i++)
        {
            if (images[i] is not { } asked) continue;
            int count = (int)asked.Shape[0] * classCount;
            answers[i] = new MemoryPayload(MemoryMarshal.AsBytes(logits.AsSpan(first, count)).ToArray());
            first += count;
        }
        return answers;
    }
}
