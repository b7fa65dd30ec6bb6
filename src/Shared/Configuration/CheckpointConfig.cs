using Distillery.Shared.Configuration.Reading;

namespace Distillery.Shared.Configuration;

/// <summary>When the state of the run is written, and how much of it is kept.</summary>
public sealed record CheckpointConfig
{
    /// <summary>Steps between two checkpoints; null for one at the end of each epoch.</summary>
    public int? EverySteps { get; init; }

    /// <summary>The newest so many checkpoints are kept.</summary>
    public int Keep { get; init; }

    internal static CheckpointConfig Read(SectionReader section) => new()
    {
        EverySteps = section.OptionalInteger("every_steps", 1, int.MaxValue),
        Keep = section.Integer("keep", 2, 1, 1000),
    };

    internal void Write(SectionWriter section)
    {
        section.Put("every_steps", EverySteps);
        section.Put("keep", Keep);
    }
}
