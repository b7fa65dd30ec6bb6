namespace Distillery.Shared.Configuration;

/// <summary>How the answers of several teachers become one. z is a member's logits, M how many members there are.</summary>
public enum Combination
{
    /// <summary>log((1/M) Σ softmax(z)): as logits, the mean of the probabilities.</summary>
    Probabilities,

    /// <summary>(1/M) Σ z.</summary>
    Logits,
}
