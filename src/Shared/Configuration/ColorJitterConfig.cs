using Distillery.Shared.Configuration.Reading;

namespace Distillery.Shared.Configuration;

/// <summary>How far colours of training images are changed at random; 0 for not at all.</summary>
public sealed record ColorJitterConfig
{
    /// <summary>Nothing is changed.</summary>
    public static ColorJitterConfig None { get; } = new();

    /// <summary>Factors are drawn from 1 - x, at least 0, to 1 + x; so for the next two.</summary>
    public double Brightness { get; init; }

    public double Contrast { get; init; }

    public double Saturation { get; init; }

    /// <summary>In whole turns of the colour wheel, drawn from -x to x.</summary>
    public double Hue { get; init; }

    internal static ColorJitterConfig Read(SectionReader section) => new()
    {
        Brightness = section.Number("brightness", 0, 0, 10),
        Contrast = section.Number("contrast", 0, 0, 10),
        Saturation = section.Number("saturation", 0, 0, 10),
        Hue = section.Number("hue", 0, 0, 0.5),
    };

    internal void Write(SectionWriter section)
    {
        section.Put("brightness", Brightness);
        section.Put("contrast", Contrast);
        section.Put("saturation", Saturation);
        section.Put("hue", Hue);
    }
}
