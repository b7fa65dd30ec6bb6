using Distillery.GpuNode.Parameters;

namespace Distillery.GpuNode.Models;

/// <summary>Tells, while backward goes from the last stage of a network to its first, which parameters' gradients are complete.</summary>
/// <param name="entries">In the order in which their layers take part in the forward pass.</param>
internal sealed class GradientStages(IReadOnlyList<FlatEntry> entries, Action<FlatEntry> complete)
{
    private int _firstTold;

    /// <summary>The gradient at a stage's input is there, so that all from the stage on are complete. Must not throw, and so
    /// <c>complete</c> must not.</summary>
    /// <param name="first">The stage's first entry.</param>
    internal void Reach(int first)
    {
        // Backward goes towards the first stage: one that is not before the one told last is the begin of another pass.
        if (first >= _firstTold) _firstTold = entries.Count;
        while (_firstTold > first) complete(entries[--_firstTold]);
    }
}
