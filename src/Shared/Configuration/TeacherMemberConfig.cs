using Distillery.Shared.Configuration.Reading;

namespace Distillery.Shared.Configuration;

/// <summary>One network that answers, alone or as one of several.</summary>
public sealed record TeacherMemberConfig
{
    private const double MinimumDeviation = 1e-6;

    /// <summary>The name of a network, such as <c>resnet20</c>, or <c>torchscript</c>.</summary>
    public required string Architecture { get; init; }

    /// <summary>The file of its weights, or of the whole module with <c>torchscript</c>; absolute.</summary>
    public required string Weights { get; init; }

    /// <summary>The mean of each channel that its images were normalised by in training; empty for that of the
    /// data.</summary>
    public ValueList<double> Mean { get; init; } = [];

    /// <summary>The same for the standard deviation.</summary>
    public ValueList<double> Std { get; init; } = [];

    internal static TeacherMemberConfig Read(SectionReader section) => new()
    {
        Architecture = section.Text("architecture"),
        Weights = section.PathTo("weights"),
        Mean = ReadMean(section),
        Std = ReadDeviation(section),
    };

    internal static ValueList<double> ReadMean(SectionReader section) => section.Numbers("mean", [], 0, 1);

    internal static ValueList<double> ReadDeviation(SectionReader section) => section.Numbers("std", [], MinimumDeviation, 1);

    internal void Write(SectionWriter section)
    {
        section.Put("architecture", Architecture);
        section.Put("weights", Weights);
        WriteNormalisation(section);
    }

    /// <summary>What is that of the data is not stated, so that a run stays the same run.</summary>
    internal void WriteNormalisation(SectionWriter section)
    {
        if (Mean.Count > 0) section.Put("mean", Mean);
        if (Std.Count > 0) section.Put("std", Std);
    }
}
