using Distillery.Shared.Configuration.Reading;

namespace Distillery.Shared.Configuration;

/// <summary>When and how the student is measured on the validation data.</summary>
public sealed record EvaluateConfig
{
    /// <summary>Epochs between two evaluations; the end of the run is always evaluated.</summary>
    public int EveryEpochs { get; init; }

    /// <summary>Samples a forward pass.</summary>
    public int Batch { get; init; }

    internal static EvaluateConfig Read(SectionReader section) => new()
    {
        EveryEpochs = section.Integer("every_epochs", 1, 1, 1_000_000),
        Batch = section.Integer("batch", 256, 1, 65_536),
    };

    internal void Write(SectionWriter section)
    {
        section.Put("every_epochs", EveryEpochs);
        section.Put("batch", Batch);
    }
}
