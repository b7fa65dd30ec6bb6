using Distillery.Shared.Configuration.Reading;

namespace Distillery.Shared.Configuration;

/// <summary>One network that answers, alone or as one of several.</summary>
public sealed record TeacherMemberConfig
{
    private const double MinimumDeviation = 1e-6;

    /// <summary>The name of a network, such as <c>resnet20</c>. For a file that brings its own network it is a name for reports.</summary>
    public required string Architecture { get; init; }

    /// <summary>The file of its weights, or of the whole network; absolute.</summary>
    public required string Weights { get; init; }

    /// <summary>What kind of file that is.</summary>
    public TeacherFormat Format { get; init; }

    /// <summary>The order of dimensions that an ONNX file takes.</summary>
    public ImageLayout Layout { get; init; }

    /// <summary>The mean of each channel that its images were normalised by in training; empty for that of the
    /// data.</summary>
    public ValueList<double> Mean { get; init; } = [];

    /// <summary>The same for the standard deviation.</summary>
    public ValueList<double> Std { get; init; } = [];

    internal static TeacherMemberConfig Read(SectionReader section)
    {
        TeacherFormat format = ReadFormat(section);
        return new TeacherMemberConfig
        {
            Architecture = ReadArchitecture(section, ref format),
            Weights = section.PathTo("weights"),
            Format = format,
            Layout = ReadLayout(section, format),
            Mean = ReadMean(section),
            Std = ReadDeviation(section),
        };
    }

    internal static TeacherFormat ReadFormat(SectionReader section) => section.Choice<TeacherFormat>("format", TeacherFormat.Weights);

    /// <param name="format">Becomes torchscript where that is named as the architecture, the older way to say it.</param>
    internal static string ReadArchitecture(SectionReader section, ref TeacherFormat format)
    {
        string? architecture = section.OptionalText("architecture", "required with `format: weights`");
        string script = Words.Of(TeacherFormat.Torchscript);
        if (architecture == script && format == TeacherFormat.Weights) format = TeacherFormat.Torchscript;
        if (architecture is not null) return architecture;
        if (format == TeacherFormat.Weights)
        {
            section.Fail(
                "architecture", "is required and missing",
                "Add 'architecture:' with the network's name, or 'format:' with onnx or torchscript for a file that brings its own.");
        }
        return Words.Of(format);
    }

    internal static ImageLayout ReadLayout(SectionReader section, TeacherFormat format)
    {
        ImageLayout layout = section.Choice<ImageLayout>("layout", ImageLayout.Auto);
        section.AllowOnlyIf(format == TeacherFormat.Onnx, "only an ONNX file can take either order", "layout");
        return layout;
    }

    internal static ValueList<double> ReadMean(SectionReader section) => section.Numbers("mean", [], 0, 1);

    internal static ValueList<double> ReadDeviation(SectionReader section) => section.Numbers("std", [], MinimumDeviation, 1);

    internal void Write(SectionWriter section)
    {
        section.Put("architecture", Architecture);
        section.Put("weights", Weights);
        section.Put("format", Format);
        if (Format == TeacherFormat.Onnx) section.Put("layout", Layout);
        WriteNormalisation(section);
    }

    /// <summary>What is that of the data is not stated, so that a run stays the same run.</summary>
    internal void WriteNormalisation(SectionWriter section)
    {
        if (Mean.Count > 0) section.Put("mean", Mean);
        if (Std.Count > 0) section.Put("std", Std);
    }
}
