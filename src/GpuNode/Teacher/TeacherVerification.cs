using Distillery.GpuNode.Evaluation;
using Distillery.Shared;
using Distillery.Shared.Configuration;

namespace Distillery.GpuNode.Teacher;

/// <summary>Whether a teacher is as good as the configuration states: one that was not really loaded is not.</summary>
public static class TeacherVerification
{
    // Four standard errors of a share measured on part of the validation set: a right teacher misses it once in 16,000.
    private const double StandardErrors = 4;

    /// <param name="measured">Counted on <paramref name="measured"/>.Count of <paramref name="fullCount"/> validation
    /// images; on a part of them the allowance grows by four standard errors.</param>
    /// <exception cref="UserErrorException">The accuracy is another one.</exception>
    public static void Check(TeacherConfig config, Accuracy measured, int fullCount)
    {
        double allowance = config.Top1Tolerance;
        if (measured.Count < fullCount)
            allowance += StandardErrors * Math.Sqrt(config.Top1 * (1 - config.Top1) / measured.Count);
        if (Math.Abs(measured.Top1 - config.Top1) <= allowance) return;
        throw new UserErrorException(
            $"the teacher {config.Weights} has a top-1 accuracy of {measured.Top1:F4} on {measured.Count} validation images, "
            + $"but teacher.top1 states {config.Top1:F4} (allowed difference {allowance:F4})",
            "Check teacher.weights and the normalisation in section data, or state the accuracy that this teacher has on this data.");
    }
}
