using Distillery.Shared.Configuration;

namespace Distillery.GpuNode.Optimizers;

/// <summary>From configuration to optimizer.</summary>
public static class OptimizerFactory
{
    public static IOptimizer Create(OptimizerConfig config, long parameterCount, Device device) => config.Name switch
    {
        OptimizerName.Sgd => new Sgd(parameterCount, config.Momentum, config.Nesterov, config.WeightDecay, device),
        OptimizerName.AdamW => new AdamW(
            parameterCount, config.Beta1, config.Beta2, config.Epsilon, config.WeightDecay, device),
        _ => throw new ArgumentOutOfRangeException(nameof(config), config.Name, "no such optimizer"),
    };
}
