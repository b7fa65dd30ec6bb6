using Distillery.Shared.Configuration.Reading;

namespace Distillery.Shared.Configuration;

/// <summary>Random operations on training images (RandAugment).</summary>
public sealed record RandAugmentConfig
{
    /// <summary>How many are applied to each image; 0 for none.</summary>
    public int Operations { get; init; }

    /// <summary>Their strength, of 30.</summary>
    public int Magnitude { get; init; }

    internal static RandAugmentConfig Read(SectionReader section) => new()
    {
        Operations = section.Integer("operations", 0, 0, 14),
        Magnitude = section.Integer("magnitude", 9, 0, 30),
    };

    internal void Write(SectionWriter section)
    {
        section.Put("operations", Operations);
        section.Put("magnitude", Magnitude);
    }
}
