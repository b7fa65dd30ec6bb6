using System.Runtime.InteropServices;
using Distillery.GpuNode.Data;
using Distillery.GpuNode.Student;
using Distillery.GpuNode.Teacher;
using Distillery.GpuNode.Teacher.Answering;
using Distillery.GpuNode.Teacher.Asking;
using Distillery.GpuNode.Tensors;
using Distillery.GpuNode.Tests.Student;
using Distillery.GpuNode.Tests.Training;
using Distillery.Messages;
using Distillery.Messages.Helpers;
using Distillery.Messages.Teachers;

namespace Distillery.GpuNode.Tests.Teacher.Asking;

/// <summary>A teacher in another process sees the bits that one in this process sees.</summary>
public sealed class QueryRoundTripTests : SingleThreadedTorch
{
    private const int BatchSize = 8;

    private static readonly int[] All = [0, 1, 2, 3, 4, 5, 6, 7];

    private readonly HostBatch _batch = SmallNetwork.Batch(BatchSize);

    [Fact]
    public void A_whole_batch_travels_as_it_is() => AssertSame(new Selection(All, null, [], ""), BatchSize);

    [Fact]
    public void Of_a_part_of_the_batch_only_that_part_travels() => AssertSame(new Selection([6, 0, 3], null, [], ""), 3);

    [Fact]
    public void Mixtures_travel_as_what_they_are_mixed_of() =>
        AssertSame(new Selection([6, 0, 3], new Mixing([1, 1, 6], [0.25f, 0.123456f, 0.9f]), [], ""), 4);

    [Fact]
    public void An_answer_computed_elsewhere_has_the_bits_of_one_computed_here()
    {
        using DisposeScope scope = NewDisposeScope();
        using ITeacher teacher = SyntheticData.CreateTeacher();
        Question question = Ask(new Selection([6, 0, 3], new Mixing([1, 1, 6], [0.25f, 0.5f, 0.9f]), [], ""));

        HelperAnswer? answer = Service(teacher).Compute([QueryEncoder.Encode(1, question)])[0];

        Assert.Equal(teacher.Answer(question.Images).ToArray<float>(), Floats(answer));
    }

    [Fact]
    public void Images_answered_one_by_one_have_the_answers_that_they_have_alone()
    {
        using DisposeScope scope = NewDisposeScope();
        using ITeacher teacher = SyntheticData.CreateTeacher();
        Question question = Ask(new Selection([6, 0, 3], null, [], ""));

        HelperAnswer? answers = Service(teacher).Compute([QueryEncoder.Encode(1, question) with { IsRowByRow = true }])[0];

        float[] alone = [.. Enumerable.Range(0, 3).SelectMany(row => teacher.Answer(question.Images.narrow(0, row, 1)).ToArray<float>())];
        Assert.Equal(alone, Floats(answers));
    }

    [Fact]
    public void Queries_of_one_batch_are_answered_each_by_itself()
    {
        using DisposeScope scope = NewDisposeScope();
        using ITeacher teacher = SyntheticData.CreateTeacher();
        TeacherQuery first = QueryEncoder.Encode(1, Ask(new Selection([1, 2], null, [], "")));
        TeacherQuery second = QueryEncoder.Encode(2, Ask(new Selection([3, 4, 5], null, [], "")));

        IReadOnlyList<HelperAnswer?> answers = Service(teacher).Compute([first, second]);

        Assert.Equal<IEnumerable<int>>([20, 30], answers.Select(answer => Floats(answer).Length));
        float[] expected = teacher.Answer(Ask(new Selection([1, 2, 3, 4, 5], null, [], "")).Images).ToArray<float>();
        Assert.Equal(expected, Floats(answers[0]).Concat(Floats(answers[1])));
    }

    [Fact]
    public void A_payload_that_does_not_fit_is_refused()
    {
        using DisposeScope scope = NewDisposeScope();
        using ITeacher teacher = SyntheticData.CreateTeacher();
        TeacherQuery right = QueryEncoder.Encode(1, Ask(new Selection(All, null, [], "")));
        TeacherQuery wrong = right with { Images = 7, Kept = 7 };
        byte[] places = [.. MemoryMarshal.AsBytes<int>([0, 99]), .. new byte[4], .. new byte[1024]];
        TeacherQuery astray = new(2, 0, 1, 1, IsMixed: true, IsRowByRow: false, new MemoryPayload(places));

        Assert.Equal<IEnumerable<bool>>([true, false, false], Service(teacher).Compute([right, wrong, astray]).Select(answer => answer is not null));
    }

    private static TeacherService Service(ITeacher teacher) => new(teacher, SmallNetwork.Shape, SmallNetwork.Normalization, Devices.Cpu);

    private static float[] Floats(HelperAnswer? answer) => MemoryMarshal.Cast<byte, float>(answer!.Payload.Bytes.Span).ToArray();

    private Question Ask(Selection selection)
    {
        Tensor labels = HostTensor.From<long>(_batch.Labels, BatchSize);
        return new Question(_batch, selection, TrainingInputs.From(SmallNetwork.Images(_batch), labels, selection).Images);
    }

    private void AssertSame(Selection selection, int images)
    {
        using DisposeScope scope = NewDisposeScope();
        Question question = Ask(selection);

        TeacherQuery query = QueryEncoder.Encode(5, question);
        Tensor? decoded = new QueryDecoder(SmallNetwork.Shape, SmallNetwork.Normalization, Devices.Cpu).Decode(query);

        Assert.Equal((5, images, selection.Kept.Length), (query.Query, query.Images, query.Kept));
        Assert.Equal(question.Images.shape, decoded?.shape);
        Assert.Equal(question.Images.ToArray<float>(), decoded!.ToArray<float>());
    }
}
