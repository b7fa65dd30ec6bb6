using Distillery.GpuNode.Data;
using Distillery.GpuNode.Helpers;
using Distillery.GpuNode.Student;
using Distillery.GpuNode.Teacher;
using Distillery.GpuNode.Teacher.Answering;
using Distillery.GpuNode.Teacher.Asking;
using Distillery.GpuNode.Tensors;
using Distillery.GpuNode.Tests.Student;
using Distillery.GpuNode.Tests.Training;
using Distillery.Messages;
using Distillery.Messages.Helpers;

namespace Distillery.GpuNode.Tests.Teacher.Asking;

/// <summary>Questions that no message can hold, with a message's size lowered.</summary>
public sealed class SplitAnswersTests : SingleThreadedTorch
{
    private const int BatchSize = 16;
    private const int ImageBytes = 32 * 32;

    private static readonly int[] Kept = [15, 3, 7, 0, 1, 12, 9, 4, 2, 11];
    private static readonly Mixing Mixing = new(
        [1, 15, 15, 8, 3, 0, 14, 5, 2, 6], [0.25f, 0.123456f, 0.9f, 0.5f, 0, 0.1f, 0.2f, 0.3f, 0.4f, 0.7f]);

    private readonly HostBatch _batch = SmallNetwork.Batch(BatchSize);

    [Theory]
    [InlineData(10 * ImageBytes, new[] { 10 })]
    [InlineData((10 * ImageBytes) - 1, new[] { 5, 5 })]
    [InlineData(4 * ImageBytes, new[] { 3, 3, 4 })]
    [InlineData(ImageBytes, new[] { 1, 1, 1, 1, 1, 1, 1, 1, 1, 1 })]
    [InlineData(1, new[] { 1, 1, 1, 1, 1, 1, 1, 1, 1, 1 })]
    public void Images_are_split_into_as_few_even_parts_as_fit(int mostBytes, int[] parts) =>
        Assert.Equal(parts, PartsOf(new Selection(Kept, null, [], ""), mostBytes));

    [Theory]
    [InlineData((16 * ImageBytes) + (10 * 12), new[] { 10 })] // More images than the batch has are never sent.
    [InlineData((16 * ImageBytes) + (10 * 12) - 1, new[] { 5, 5 })]
    [InlineData(5 * ((2 * ImageBytes) + 12), new[] { 5, 5 })]
    [InlineData((5 * ((2 * ImageBytes) + 12)) - 1, new[] { 3, 3, 4 })]
    public void Mixtures_count_as_two_images_whatever_they_share(int mostBytes, int[] parts) =>
        Assert.Equal(parts, PartsOf(new Selection(Kept, Mixing, [], ""), mostBytes));

    [Fact]
    public void Answers_that_no_message_holds_are_split_too()
    {
        using DisposeScope scope = NewDisposeScope();
        Recorder recorder = new();

        new SplitAnswers(recorder, classCount: 1_000, 10 * ImageBytes).Ask(Ask(new Selection(Kept, null, [], ""))).Dispose();

        Assert.Equal<IEnumerable<int>>([2, 2, 2, 2, 2], recorder.Parts);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void A_teacher_elsewhere_gives_the_bits_of_one_here_in_messages_that_fit(bool isMixed)
    {
        const int MostBytes = 4 * ((2 * ImageBytes) + 12);
        using DisposeScope scope = NewDisposeScope();
        using ITeacher teacher = SyntheticData.CreateTeacher();
        Question question = Ask(new Selection(Kept, isMixed ? Mixing : null, [], ""));
        Door door = new(new TeacherService(teacher, SmallNetwork.Shape, SmallNetwork.Normalization, Devices.Cpu));

        float[] here = Take(new LocalAnswers(teacher), question, MostBytes);
        float[] elsewhere = Take(new PoolAnswers(door, SmallNetwork.ClassCount), question, MostBytes);

        Assert.Equal(here, elsewhere);
        Assert.True(door.Lengths.Count > 1);
        Assert.All(door.Lengths, length => Assert.InRange(length, 1, MostBytes));
    }

    [Fact]
    public void Answers_come_in_the_order_of_the_images()
    {
        using DisposeScope scope = NewDisposeScope();
        using ITeacher teacher = SyntheticData.CreateTeacher();
        Question question = Ask(new Selection(Kept, Mixing, [], ""));

        float[] split = Take(new LocalAnswers(teacher), question, 3 * ((2 * ImageBytes) + 12));

        float[] whole = teacher.Answer(question.Images).ToArray<float>();
        for (int i = 0; i < whole.Length; i++) Assert.Equal(whole[i], split[i], 1e-4f); // Another company, another last bit.
    }

    private static float[] Take(IAnswerSource source, Question question, int mostBytes)
    {
        using IPendingAnswers pending = new SplitAnswers(source, SmallNetwork.ClassCount, mostBytes).Ask(question);
        Assert.Equal(Kept.Length, pending.QueryCount);
        return pending.Take(default).ToArray<float>();
    }

    private int[] PartsOf(Selection selection, int mostBytes)
    {
        using DisposeScope scope = NewDisposeScope();
        Recorder recorder = new();
        new SplitAnswers(recorder, SmallNetwork.ClassCount, mostBytes).Ask(Ask(selection)).Dispose();
        Assert.Equal(selection.Kept, recorder.Asked);
        return [.. recorder.Parts];
    }

    private Question Ask(Selection selection)
    {
        Tensor labels = HostTensor.From<long>(_batch.Labels, BatchSize);
        return new Question(_batch, selection, TrainingInputs.From(SmallNetwork.Images(_batch), labels, selection).Images);
    }

    /// <summary>Remembers what it is asked, and answers nothing.</summary>
    private sealed class Recorder : IAnswerSource, IPendingAnswers
    {
        internal List<int> Parts { get; } = [];

        internal List<int> Asked { get; } = [];

        public int QueryCount => 0;

        public IPendingAnswers Ask(Question question)
        {
            Assert.Equal(question.Selection.Kept.Length, question.Images.size(0));
            Parts.Add(question.Selection.Kept.Length);
            Asked.AddRange(question.Selection.Kept);
            return this;
        }

        public Tensor Take(CancellationToken stop) => throw new InvalidOperationException("nobody answers");

        public void Dispose()
        {
            // It holds nothing.
        }
    }

    /// <summary>A teacher's process without the way to it.</summary>
    private sealed class Door(TeacherService service) : IHelperDoor
    {
        private long _numbers;

        internal List<int> Lengths { get; } = [];

        public long NextNumber() => ++_numbers;

        public Task<HelperAnswer?> Ask(HelperQuery query, int answerBytes)
        {
            Lengths.Add(query.Payload.Bytes.Length);
            HelperAnswer answer = service.Compute([query])[0]!;
            Assert.Equal(answerBytes, answer.Payload.Bytes.Length);
            return Task.FromResult<HelperAnswer?>(answer);
        }

        public void GiveUp(long number)
        {
            // It was answered at once.
        }
    }
}
