namespace Distillery.Shared.Configuration;

/// <summary>The rules that turn a gradient into new weights.</summary>
public enum OptimizerName
{
    /// <summary>Stochastic gradient descent with momentum.</summary>
    Sgd,

    /// <summary>Adam with decoupled weight decay (Loshchilov and Hutter, 2019).</summary>
    AdamW,
}
