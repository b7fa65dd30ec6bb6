using Distillery.GpuNode.Evaluation;
using Distillery.GpuNode.Teacher;
using Distillery.Shared;
using Distillery.Shared.Configuration;

namespace Distillery.GpuNode.Tests.Teacher;

/// <summary>A teacher that is stated to be right on 90 % of 10,000 images, give or take 0.2 %.</summary>
public sealed class TeacherVerificationTests
{
    private const int FullCount = 10_000;

    private static readonly TeacherConfig Config = new()
    {
        Architecture = "resnet20", Weights = "/weights/teacher.safetensors", Top1 = 0.9, Top1Tolerance = 0.002,
    };

    [Theory]
    [InlineData(8981)]
    [InlineData(9000)]
    [InlineData(9019)]
    public void A_teacher_within_the_tolerance_is_accepted(long correct) =>
        TeacherVerification.Check(Config, Measured(FullCount, correct), FullCount);

    [Theory]
    [InlineData(8979)]
    [InlineData(9021)]
    [InlineData(1000)]
    [InlineData(0)]
    [InlineData(10_000)]
    public void Any_other_accuracy_is_refused_whether_better_or_worse(long correct)
    {
        UserErrorException error = Assert.Throws<UserErrorException>(
            () => TeacherVerification.Check(Config, Measured(FullCount, correct), FullCount));
        Assert.Contains(Config.Weights, error.Message, StringComparison.Ordinal);
        Assert.Contains("0.9000", error.Message, StringComparison.Ordinal);
        Assert.Contains((correct / 10_000.0).ToString("F4"), error.Message, StringComparison.Ordinal);
        Assert.Contains("teacher.weights", error.NextStep, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(400, 338, true)] // Four standard errors of 0.9 on 400 images are 0.06.
    [InlineData(400, 384, true)]
    [InlineData(400, 335, false)]
    [InlineData(400, 385, false)]
    [InlineData(400, 40, false)]
    public void On_part_of_the_images_chance_is_allowed_for(int count, long correct, bool isAccepted)
    {
        UserErrorException? error = Record.Exception(
            () => TeacherVerification.Check(Config, Measured(count, correct), FullCount)) as UserErrorException;
        Assert.Equal(isAccepted, error is null);
    }

    [Fact]
    public void A_set_that_is_small_as_a_whole_has_no_chance_in_it() => Assert.Throws<UserErrorException>(
        () => TeacherVerification.Check(Config, Measured(400, 350), fullCount: 400));

    private static Accuracy Measured(int count, long correct) => new(count, correct, count);
}
