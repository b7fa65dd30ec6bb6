using System.Runtime.InteropServices;
using Distillery.GpuNode.Data;
using Distillery.GpuNode.Student;
using Distillery.GpuNode.Teacher;
using Distillery.GpuNode.Teacher.Answering;
using Distillery.GpuNode.Teacher.Asking;
using Distillery.GpuNode.Tests.Training;
using Distillery.Messages;
using Distillery.Messages.Teachers;
using Distillery.Torch;

namespace Distillery.GpuNode.Tests.Teacher.Asking;

/// <summary>A teacher in another process sees the bits that one in this process sees.</summary>
public sealed class QueryRoundTripTests : SingleThreadedTorch
{
    private const int BatchSize = 8;

    private static readonly int[] All = [0, 1, 2, 3, 4, 5, 6, 7];

    private readonly ImagePipeline _pipeline = new(new ImageShape(1, 32, 32), 0, 0, false, [0.286f], [0.353f]);
    private readonly HostBatch _batch = new(new ImageShape(1, 32, 32), BatchSize) { Count = BatchSize };

    public QueryRoundTripTests()
    {
        InMemoryDataset images = SyntheticData.Create("images", BatchSize);
        byte[] image = new byte[images.Shape.ValueCount];
        for (int i = 0; i < BatchSize; i++)
        {
            images.ReadImage(i, image);
            _pipeline.Evaluate(image, _batch.Image(i));
        }
    }

    [Fact]
    public void Images_made_of_bytes_travel_as_bytes() => AssertSame(new Selection(All, null, [], ""), PixelType.UInt8, BatchSize);

    [Fact]
    public void Of_a_part_of_the_batch_only_that_part_travels() =>
        AssertSame(new Selection([6, 0, 3], null, [], ""), PixelType.UInt8, 3);

    [Fact]
    public void Mixtures_travel_as_what_they_are_mixed_of()
    {
        Mixing mixing = new([1, 1, 6], [0.25f, 0.123456f, 0.9f]);
        AssertSame(new Selection([6, 0, 3], mixing, [], ""), PixelType.UInt8, 4);
    }

    [Fact]
    public void Values_that_no_byte_has_travel_in_single_precision()
    {
        _batch.Image(2)[17] += 1e-3f;
        AssertSame(new Selection(All, null, [], ""), PixelType.Float32, BatchSize);
    }

    [Fact]
    public void A_few_mixtures_of_such_values_travel_mixed()
    {
        for (int i = 0; i < BatchSize; i++) _batch.Image(i)[17] += 1e-3f;
        AssertSame(new Selection([6, 0], new Mixing([1, 2], [0.25f, 0.75f]), [], ""), PixelType.Float32, 2);
    }

    [Fact]
    public void Values_without_a_lower_half_travel_in_two_bytes()
    {
        for (int i = 0; i < BatchSize; i++)
        {
            foreach (ref float value in _batch.Image(i))
                value = BitConverter.UInt32BitsToSingle(BitConverter.SingleToUInt32Bits(value + 0.001f) & 0xFFFF0000);
        }
        AssertSame(new Selection(All, null, [], ""), PixelType.BFloat16, BatchSize);
    }

    [Fact]
    public void An_answer_computed_elsewhere_has_the_bits_of_one_computed_here()
    {
        using TensorScope scope = new();
        using ITeacher teacher = SyntheticData.CreateTeacher();
        Selection selection = new([6, 0, 3], new Mixing([1, 1, 6], [0.25f, 0.5f, 0.9f]), [], "");
        Question question = Ask(selection);
        TeacherService service = new(teacher, new PixelTable(_pipeline), Device.Cpu);

        Payload? answer = service.Compute([new QueryEncoder(new PixelTable(_pipeline)).Encode(1, question)])[0];

        Assert.Equal(teacher.Answer(question.Images).ToArray<float>(), MemoryMarshal.Cast<byte, float>(answer!.Bytes.Span).ToArray());
    }

    [Fact]
    public void A_payload_that_does_not_fit_is_refused()
    {
        using TensorScope scope = new();
        using ITeacher teacher = SyntheticData.CreateTeacher();
        TeacherService service = new(teacher, new PixelTable(_pipeline), Device.Cpu);
        TeacherQuery right = new QueryEncoder(new PixelTable(_pipeline)).Encode(1, Ask(new Selection(All, null, [], "")));
        TeacherQuery wrong = right with { Images = 7, Kept = 7 };
        byte[] places = [.. MemoryMarshal.AsBytes<int>([0, 99]), .. new byte[4], .. new byte[1024]];
        TeacherQuery astray = new(2, 0, PixelType.UInt8, 1, 1, IsMixed: true, IsRowByRow: false, new MemoryPayload(places));

        Assert.Equal([true, false, false], service.Compute([right, wrong, astray]).Select(answer => answer is not null));
    }

    private Question Ask(Selection selection)
    {
        Tensor images = Tensor.From<float>(_batch.Images, BatchSize, 1, 32, 32);
        Tensor labels = Tensor.From<long>(new long[BatchSize], BatchSize);
        return new Question(_batch, selection, TrainingInputs.From(images, labels, selection).Images);
    }

    private void AssertSame(Selection selection, PixelType pixels, int images)
    {
        using TensorScope scope = new();
        PixelTable table = new(_pipeline);
        Question question = Ask(selection);

        TeacherQuery query = new QueryEncoder(table).Encode(5, question);
        Tensor? decoded = new QueryDecoder(table).Decode(query);

        Assert.Equal((5, pixels, images, selection.Kept.Length), (query.Query, query.Pixels, query.Images, query.Kept));
        Assert.Equal(question.Images.Shape.ToArray(), decoded!.Shape.ToArray());
        Assert.Equal(question.Images.ToArray<float>(), decoded.ToArray<float>());
    }
}
