using Distillery.Shared.Configuration;

namespace Distillery.GpuNode.Student;

/// <summary>The parts that make a method: the same step runs with each.</summary>
public static class MethodParts
{
    public static ISampleSelector CreateSelector(MethodConfig method, long seed, int batchSize) => method.Name switch
    {
        MethodName.Supervised or MethodName.Kd => new KeepAllSelector(batchSize),
        MethodName.Random => new RandomSelector(seed, batchSize, method.Keep),
        MethodName.Unix => new UnixSelector(seed, method, batchSize),
        _ => throw new ArgumentOutOfRangeException(nameof(method), method.Name, "no such method"),
    };
}
