using System.Runtime.InteropServices;
using Distillery.GpuNode.Data;
using Distillery.GpuNode.Helpers;
using Distillery.GpuNode.Tensors;
using Distillery.Messages;
using Distillery.Messages.Helpers;
using Distillery.Messages.Teachers;

namespace Distillery.GpuNode.Teacher.Answering;

/// <summary>Answers by a teacher of this process.</summary>
public sealed class TeacherService(ITeacher teacher, ImageShape shape, Normalization normalization, Device device)
    : IHelperService
{
    private readonly QueryDecoder _decoder = new(shape, normalization, device);
    private readonly OneByOneTeacher _oneByOne = new(teacher);

    public IReadOnlyList<HelperAnswer?> Compute(IReadOnlyList<HelperQuery> queries)
    {
        using DisposeScope scope = NewDisposeScope();
        TeacherQuery[] asked = [.. queries.Cast<TeacherQuery>()];
        Tensor?[] images = [.. asked.Select(_decoder.Decode)];
        foreach (TeacherQuery query in asked) query.Payload.Dispose();
        Tensor[] readable = [.. images.OfType<Tensor>()];
        if (readable.Length == 0) return [.. images.Select(_ => (HelperAnswer?)null)];
        Tensor all = readable.Length == 1 ? readable[0] : cat(readable, 0);
        ITeacher answering = asked[0].IsRowByRow ? _oneByOne : teacher;
        float[] logits = answering.Answer(all).ToArray<float>();
        Payload?[] answers = Split(images, logits, logits.Length / (int)all.size(0));
        int batchImages = asked.Sum(query => query.Kept);
        return [.. asked.Zip(answers, (query, answer) =>
            answer is null ? null : new TeacherAnswer(query.Query, 0, batchImages, answer))];
    }

    private static Payload?[] Split(Tensor?[] images, float[] logits, int classCount)
    {
        Payload?[] answers = new Payload?[images.Length];
        int first = 0;
        for (int i = 0; i < images.Length; i++)
        {
            if (images[i] is not { } asked) continue;
            int count = (int)asked.size(0) * classCount;
            answers[i] = new MemoryPayload(MemoryMarshal.AsBytes(logits.AsSpan(first, count)).ToArray());
            first += count;
        }
        return answers;
    }
}
