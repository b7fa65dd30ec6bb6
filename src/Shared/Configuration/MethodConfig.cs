using Distillery.Shared.Configuration.Reading;

namespace Distillery.Shared.Configuration;

/// <summary>How the student learns: which samples the teacher is asked about, and how the losses are weighed.</summary>
/// <remarks>A property that has no meaning for the method has its default, and its key may not be stated.</remarks>
public sealed record MethodConfig
{
    public required MethodName Name { get; init; }

    /// <summary>The name of the method's folder inside the run's; distinct among the methods of a run.</summary>
    public required string Label { get; init; }

    /// <summary>The weight of the cross-entropy with the labels in the loss.</summary>
    public double LabelWeight { get; init; }

    /// <summary>The weight of the divergence from the teacher in the loss; 0 if no teacher is asked.</summary>
    public double DistillWeight { get; init; }

    /// <summary>What the logits are divided by in the distillation loss.</summary>
    public double Temperature { get; init; }

    /// <summary>The samples of a rank's batch that the step trains on, 1 to the batch.</summary>
    public required int Keep { get; init; }

    public Uncertainty Uncertainty { get; init; }

    /// <summary>How sharply the mixing rises with the rank of a sample: w in the paper's correction factor.</summary>
    public double Slope { get; init; }

    /// <summary>The rank, counted in samples, at which mixing reaches one half: b in the paper's correction
    /// factor.</summary>
    public required double Midpoint { get; init; }

    /// <summary>Whether the scoring pass moves BatchNorm's running statistics, as the paper's own program
    /// does.</summary>
    public bool ScoringUpdatesStatistics { get; init; }

    /// <summary>True if the method needs a teacher.</summary>
    public bool QueriesTeacher => DistillWeight > 0;

    /// <summary>Whether answers can be used again: they are if the images that are asked about are not mixed anew in each
    /// step.</summary>
    public bool RepeatsQuestions => QueriesTeacher && Name != MethodName.Unix;

    private bool Selects => Name is MethodName.Random or MethodName.Unix;

    /// <param name="section">The entry of the method.</param>
    /// <param name="batch">The samples of a rank's batch.</param>
    /// <returns>The method, with an empty label if none is stated.</returns>
    internal static MethodConfig Read(SectionReader section, int batch)
    {
        MethodName name = MethodNames.Read(section);
        MethodNames.RefuseForeignKeys(section, name);
        bool isSupervised = name == MethodName.Supervised;
        var method = new MethodConfig
        {
            Name = name,
            Label = section.OptionalText("label") ?? "",
            LabelWeight = section.Number("label_weight", isSupervised ? 1 : 0, 0, 1000),
            DistillWeight = section.Number("distill_weight", isSupervised ? 0 : 1, 0, 1000),
            Temperature = section.Number("temperature", 4, 0.01, 1000),
            Keep = KeptCount.Read(section, name, batch),
            Uncertainty = section.Choice<Uncertainty>("uncertainty", Uncertainty.Entropy),
            Slope = section.Number("slope", 10, 0, 1_000_000),
            Midpoint = section.OptionalNumber("midpoint", 0, 65_536, "half the batch") ?? batch / 2.0,
            ScoringUpdatesStatistics = section.Flag("scoring_updates_statistics", false),
        };
        if (method is { LabelWeight: 0, DistillWeight: 0 })
            section.Fail("label_weight", "and distill_weight are both 0, so nothing is learnt", "Raise one of them.");
        return method;
    }

    internal void Write(SectionWriter section)
    {
        section.Put("name", Name);
        section.Put("label", Label);
        section.Put("label_weight", LabelWeight);
        if (Name == MethodName.Supervised) return;
        section.Put("distill_weight", DistillWeight);
        section.Put("temperature", Temperature);
        if (Selects) section.Put("keep", Keep);
        if (Name != MethodName.Unix) return;
        section.Put("uncertainty", Uncertainty);
        section.Put("slope", Slope);
        section.Put("midpoint", Midpoint);
        section.Put("scoring_updates_statistics", ScoringUpdatesStatistics);
    }
}
