using Distillery.GpuNode.Teacher;
using Distillery.GpuNode.Tensors;
using Distillery.GpuNode.Tests.Data;
using Distillery.GpuNode.Tests.Weights;
using Distillery.Shared;

namespace Distillery.GpuNode.Tests.Teacher;

/// <summary>TorchScript files as teachers; Fixtures/make_fixtures.py says what they compute.</summary>
public sealed class ScriptTeacherTests : SingleThreadedTorch, IDisposable
{
    private static readonly string Fixtures = Path.GetFullPath(Path.Combine(WeightsFolder.Fixture(""), "../../Teacher/Fixtures"));

    private readonly TemporaryFolder _folder = new();
    private readonly DisposeScope _scope = NewDisposeScope();

    public void Dispose()
    {
        _scope.Dispose();
        _folder.Dispose();
    }

    [Fact]
    public void Several_threads_are_answered_by_one_module()
    {
        using ScriptTeacher teacher = Load("means");
        Parallel.For(0, 32, i =>
        {
            using DisposeScope scope = NewDisposeScope();
            Tensor answer = teacher.Answer(HostTensor.From<float>([i, i, i, i], 1, 1, 2, 2));
            Assert.False(answer.requires_grad);
            Assert.Equal(Enumerable.Range(0, 10).Select(label => (float)(i * label)), answer.ToArray<float>());
        });
    }

    [Theory]
    [InlineData("seven_classes", "gave Float32[2, 7] on cpu for images Float32[2, 1, 4, 4] on cpu, where [2, 10] is expected")]
    [InlineData("pair", "gave something else than one tensor")]
    [InlineData("words", "gave something else than one tensor")]
    public void Another_answer_than_a_logit_for_each_class_is_refused(string name, string expected)
    {
        using ScriptTeacher teacher = Load(name);
        UserErrorException error = Assert.Throws<UserErrorException>(() => teacher.Answer(Images()));
        Assert.Contains(expected, error.Message, StringComparison.Ordinal);
        Assert.Contains("one logit for each class", error.NextStep, StringComparison.Ordinal);
    }

    [Fact]
    public void A_module_that_does_not_take_the_images_says_so_and_can_be_asked_again()
    {
        using ScriptTeacher teacher = Load("wide");
        for (int attempt = 0; attempt < 2; attempt++)
        {
            UserErrorException error = Assert.Throws<UserErrorException>(() => teacher.Answer(Images()));
            Assert.Contains("wide.pt failed on images Float32[2, 1, 4, 4] on cpu", error.Message, StringComparison.Ordinal);
            Assert.DoesNotContain('\n', error.Message);
        }
    }

    [Fact]
    public void A_file_that_is_no_torchscript_or_cut_off_is_refused()
    {
        byte[] whole = File.ReadAllBytes(Path.Combine(Fixtures, "means.pt"));
        foreach (byte[] content in (byte[][])[[], "PK"u8.ToArray(), "a text"u8.ToArray(), whole[..(whole.Length / 2)]])
        {
            string file = _folder.File("damaged.pt");
            File.WriteAllBytes(file, content);
            UserErrorException error = Assert.Throws<UserErrorException>(() => ScriptTeacher.Load(file, 10, Devices.Cpu).Dispose());
            Assert.StartsWith($"{file} is not a TorchScript file that libtorch 2.10.0 can read", error.Message, StringComparison.Ordinal);
            Assert.DoesNotContain('\n', error.Message);
        }
    }

    private static ScriptTeacher Load(string name) => ScriptTeacher.Load(Path.Combine(Fixtures, $"{name}.pt"), 10, Devices.Cpu);

    private static Tensor Images() => HostTensor.From<float>(new float[32], 2, 1, 4, 4);
}
