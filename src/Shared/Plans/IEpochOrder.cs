namespace Distillery.Shared.Plans;

/// <summary>The order of all samples in one epoch.</summary>
public interface IEpochOrder
{
    /// <summary>The sample at a position; each is at one.</summary>
    int this[long position] { get; }
}
