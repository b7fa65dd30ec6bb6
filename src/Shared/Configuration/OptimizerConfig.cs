using Distillery.Shared.Configuration.Reading;

namespace Distillery.Shared.Configuration;

/// <summary>The rule that turns an averaged gradient into new weights.</summary>
/// <remarks>A property that has no meaning for the optimizer has its default, and its key may not be stated.</remarks>
public sealed record OptimizerConfig
{
    private const double BelowOne = 0.9999999;

    public OptimizerName Name { get; init; }

    /// <summary>The rate that the schedule starts from or warms up to.</summary>
    public double LearningRate { get; init; }

    /// <summary>SGD: the share of the last update that is kept.</summary>
    public double Momentum { get; init; }

    /// <summary>SGD: look ahead along the momentum (Nesterov).</summary>
    public bool Nesterov { get; init; }

    /// <summary>The share of the weights added to the gradient (SGD), or taken off beside it (AdamW).</summary>
    public double WeightDecay { get; init; }

    /// <summary>AdamW: the decay of the mean of the gradients.</summary>
    public double Beta1 { get; init; }

    /// <summary>AdamW: the decay of the mean of the squared gradients.</summary>
    public double Beta2 { get; init; }

    /// <summary>AdamW: added to the denominator.</summary>
    public double Epsilon { get; init; }

    internal static OptimizerConfig Read(SectionReader section)
    {
        OptimizerName name = section.Choice<OptimizerName>("name", OptimizerName.Sgd);
        bool isSgd = name == OptimizerName.Sgd;
        section.AllowOnlyIf(isSgd, "adamw has beta1 in its place", "momentum", "nesterov");
        section.AllowOnlyIf(!isSgd, "only adamw has it", "beta1", "beta2", "epsilon");
        var optimizer = new OptimizerConfig
        {
            Name = name,
            LearningRate = section.Number("learning_rate", isSgd ? 0.05 : 0.001, 0, 1000),
            Momentum = section.Number("momentum", 0.9, 0, BelowOne),
            Nesterov = section.Flag("nesterov", false),
            WeightDecay = section.Number("weight_decay", isSgd ? 0.0005 : 0.01, 0, 1),
            Beta1 = section.Number("beta1", 0.9, 0, BelowOne),
            Beta2 = section.Number("beta2", 0.999, 0, BelowOne),
            Epsilon = section.Number("epsilon", 1e-8, 0, 1),
        };
        if (optimizer is { Nesterov: true, Momentum: 0 })
            section.Fail("nesterov", "needs a momentum above 0", "Set momentum to 0.9, or nesterov to false.");
        return optimizer;
    }

    internal void Write(SectionWriter section)
    {
        section.Put("name", Name);
        section.Put("learning_rate", LearningRate);
        section.Put("weight_decay", WeightDecay);
        if (Name == OptimizerName.Sgd)
        {
            section.Put("momentum", Momentum);
            section.Put("nesterov", Nesterov);
            return;
        }
        section.Put("beta1", Beta1);
        section.Put("beta2", Beta2);
        section.Put("epsilon", Epsilon);
    }
}
