using Distillery.Shared.Configuration.Reading;

namespace Distillery.Shared.Configuration;

/// <summary>The network that is trained.</summary>
public sealed record StudentConfig
{
    /// <summary>The name of a network, such as <c>resnet8</c>.</summary>
    public required string Architecture { get; init; }

    /// <summary>The file of the weights that training starts from, absolute; null to initialise them from the
    /// seed.</summary>
    public string? Weights { get; init; }

    internal static StudentConfig Read(SectionReader section) => new()
    {
        Architecture = section.Text("architecture"),
        Weights = section.OptionalPathTo("weights"),
    };

    internal void Write(SectionWriter section)
    {
        section.Put("architecture", Architecture);
        section.Put("weights", Weights);
    }
}
