namespace Distillery.Shared.Configuration;

/// <summary>How the student scores a sample; the highest scores are kept.</summary>
public enum Uncertainty
{
    /// <summary>The entropy of the predicted distribution, in nats.</summary>
    Entropy,

    /// <summary>One minus the largest probability.</summary>
    LeastConfidence,

    /// <summary>Minus the difference of the two largest probabilities.</summary>
    Margin,

    /// <summary>Uniform between 0 and 1, whatever the student predicts.</summary>
    Random,
}
