namespace Distillery.Messages.Generations;

/// <summary>How a node gets to the step that all go on from.</summary>
public enum CatchUpKind
{
    /// <summary>From the checkpoint of that step; from the seed when the step is 0.</summary>
    Restore = 0,

    /// <summary>From the one average that it lacks, out of a donor's memory.</summary>
    Average = 1,

    /// <summary>From a donor's weights, optimizer state and buffers.</summary>
    State = 2,
}
