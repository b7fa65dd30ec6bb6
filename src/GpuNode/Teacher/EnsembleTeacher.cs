using Distillery.Shared.Configuration;
using Distillery.Torch;

namespace Distillery.GpuNode.Teacher;

/// <summary>Several teachers that answer as one, by <see cref="Combination"/>'s rule. They are asked one after the other, in
/// their order in the configuration, which is the order of the sum.</summary>
public sealed class EnsembleTeacher(IReadOnlyList<ITeacher> members, Combination combination) : ITeacher
{
    /// <summary>The sum over the members; null where one of them cannot tell.</summary>
    public long? MacsPerImage { get; } = members.Aggregate((long?)0, (sum, member) => sum + member.MacsPerImage);

    public Tensor Answer(Tensor images)
    {
        using TensorScope scope = new();
        using NoGrad guard = NoGrad.Begin();
        Tensor sum = Term(members[0], images);
        for (int i = 1; i < members.Count; i++) sum = sum + Term(members[i], images);
        Tensor mean = sum * (1.0 / members.Count);
        return scope.Return(combination == Combination.Probabilities ? mean.Log() : mean);
    }

    public void Dispose()
    {
        foreach (ITeacher member in members) member.Dispose();
    }

    private Tensor Term(ITeacher member, Tensor images)
    {
        Tensor logits = member.Answer(images);
        return combination == Combination.Probabilities ? Functional.Softmax(logits, dimension: 1) : logits;
    }
}
