using Distillery.Shared.Configuration.Reading;

namespace Distillery.Shared.Configuration;

/// <summary>The network that is distilled from.</summary>
public sealed record TeacherConfig
{
    /// <summary>The name of a network, such as <c>resnet20</c>, or <c>torchscript</c>.</summary>
    public required string Architecture { get; init; }

    /// <summary>The file of its weights, or of the whole module with <c>torchscript</c>; absolute.</summary>
    public required string Weights { get; init; }

    /// <summary>The classes it tells apart; null for as many as the data has.</summary>
    public int? Classes { get; init; }

    /// <summary>The share of validation samples that it is stated to get right, 0 to 1. A run measures it and refuses
    /// a teacher that is further off than the tolerance: its weights were not really loaded.</summary>
    public required double Top1 { get; init; }

    /// <summary>How far the measured share may be from the stated one, as a share.</summary>
    public double Top1Tolerance { get; init; }

    /// <summary>Samples a forward pass when its accuracy is measured.</summary>
    public int Batch { get; init; }

    internal static TeacherConfig Read(SectionReader section) => new()
    {
        Architecture = section.Text("architecture"),
        Weights = section.PathTo("weights"),
        Classes = section.OptionalInteger("classes", 2, 1_000_000),
        Top1 = section.Number("top1", 0, 1),
        Top1Tolerance = section.Number("top1_tolerance", 0.002, 0, 1),
        Batch = section.Integer("batch", 256, 1, 65_536),
    };

    internal void Write(SectionWriter section)
    {
        section.Put("architecture", Architecture);
        section.Put("weights", Weights);
        section.Put("classes", Classes);
        section.Put("top1", Top1);
        section.Put("top1_tolerance", Top1Tolerance);
        section.Put("batch", Batch);
    }
}
