using Distillery.GpuNode.Tensors;
using Distillery.Shared.Configuration;

namespace Distillery.GpuNode.Teacher;

/// <summary>Several teachers that answer as one, by <see cref="Combination"/>'s rule. They are asked one after the other, in
/// their order in the configuration, which is the order of the sum.</summary>
public sealed class EnsembleTeacher(IReadOnlyList<ITeacher> members, Combination combination) : ITeacher
{
    /// <summary>The sum over the members; null where one of them cannot tell.</summary>
    public long? MacsPerImage { get; } = members.Aggregate((long?)0, (sum, member) => sum + member.MacsPerImage);

    public Tensor Answer(Tensor images)
    {
        using DisposeScope scope = NewDisposeScope();
        using IDisposable guard = no_grad();
        Tensor sum = Term(members[0], images);
        for (int i = 1; i < members.Count; i++) sum = sum.add(Term(members[i], images), Scalars.One);
        using Scalar share = (1.0 / members.Count).ToScalar();
        Tensor mean = sum.mul(share);
        return (combination == Combination.Probabilities ? mean.log() : mean).MoveToOuterDisposeScope();
    }

    public void Dispose()
    {
        foreach (ITeacher member in members) member.Dispose();
    }

    private Tensor Term(ITeacher member, Tensor images)
    {
        Tensor logits = member.Answer(images);
        return combination == Combination.Probabilities ? nn.functional.softmax(logits, dim: 1) : logits;
    }
}
