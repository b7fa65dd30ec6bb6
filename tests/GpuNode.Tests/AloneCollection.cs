namespace Distillery.GpuNode.Tests;

/// <summary>Tests that count or set what belongs to the whole process: nothing may run beside them.</summary>
[CollectionDefinition(Name, DisableParallelization = true)]
public sealed class AloneCollection
{
    public const string Name = "alone in the process";
}
