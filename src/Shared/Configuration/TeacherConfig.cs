using Distillery.Shared.Configuration.Reading;

namespace Distillery.Shared.Configuration;

/// <summary>The network, or the networks, that is distilled from.</summary>
public sealed record TeacherConfig
{
    /// <summary>The word that stands for several members in place of an architecture.</summary>
    public const string Ensemble = "ensemble";

    /// <summary><c>ensemble</c>, or see <see cref="TeacherMemberConfig.Architecture"/>.</summary>
    public required string Architecture { get; init; }

    /// <summary>The file of its weights, or of the whole network; absolute. Of an ensemble, the first member's.</summary>
    public required string Weights { get; init; }

    /// <summary>What kind of file that is.</summary>
    public TeacherFormat Format { get; init; }

    /// <summary>The order of dimensions that an ONNX file takes.</summary>
    public ImageLayout Layout { get; init; }

    /// <summary>What computes the answers, of all members.</summary>
    public TeacherEngine Engine { get; init; }

    /// <summary>See <see cref="TeacherMemberConfig.Mean"/>.</summary>
    public ValueList<double> Mean { get; init; } = [];

    /// <summary>See <see cref="TeacherMemberConfig.Std"/>.</summary>
    public ValueList<double> Std { get; init; } = [];

    /// <summary>Of an ensemble; else empty.</summary>
    public ValueList<TeacherMemberConfig> Members { get; init; } = [];

    /// <summary>How the members' answers become one.</summary>
    public Combination Combine { get; init; }

    /// <summary>The classes it tells apart; null for as many as the data has.</summary>
    public int? Classes { get; init; }

    /// <summary>The share of validation samples that it is stated to get right, 0 to 1. A run measures it and refuses
    /// a teacher that is further off than the tolerance: its weights were not really loaded.</summary>
    public required double Top1 { get; init; }

    /// <summary>How far the measured share may be from the stated one, as a share.</summary>
    public double Top1Tolerance { get; init; }

    /// <summary>Samples a forward pass when its accuracy is measured.</summary>
    public int Batch { get; init; }

    /// <summary>How it is asked by nodes that do not have it.</summary>
    public TeacherPoolConfig Pool { get; init; } = new();

    /// <summary>Where answers are kept for the next time; null to ask each time.</summary>
    public AnswersConfig? Answers { get; init; }

    /// <summary>Whatever answers: the members, or the one network.</summary>
    public IReadOnlyList<TeacherMemberConfig> Parts => Members.Count > 0
        ? Members
        :
        [
            new TeacherMemberConfig
            {
                Architecture = Architecture, Weights = Weights, Format = Format, Layout = Layout, Mean = Mean, Std = Std,
            },
        ];

    internal static TeacherConfig Read(SectionReader section)
    {
        TeacherFormat format = TeacherMemberConfig.ReadFormat(section);
        string architecture = TeacherMemberConfig.ReadArchitecture(section, ref format);
        bool isEnsemble = architecture == Ensemble;
        string? weights = section.OptionalPathTo("weights", "required but for an ensemble");
        ValueList<double> mean = TeacherMemberConfig.ReadMean(section);
        ValueList<double> std = TeacherMemberConfig.ReadDeviation(section);
        ValueList<TeacherMemberConfig> members = isEnsemble
            ? [.. section.Sections("members").Select(TeacherMemberConfig.Read)] : [];
        ImageLayout layout = TeacherMemberConfig.ReadLayout(section, format);
        Combination combine = section.Choice<Combination>("combine", Combination.Probabilities);
        section.AllowOnlyIf(!isEnsemble, "each member has its own", "weights", "format", "layout", "mean", "std");
        section.AllowOnlyIf(isEnsemble, "only an ensemble has members", "members", "combine");
        if (!isEnsemble && weights is null)
            section.Fail("weights", "is required and missing", "Add 'weights:' with the file of the teacher's weights.");
        return new TeacherConfig
        {
            Architecture = architecture,
            Weights = weights ?? members.FirstOrDefault()?.Weights ?? "",
            Format = format,
            Layout = layout,
            Engine = ReadEngine(section, isEnsemble ? members.Select(member => member.Format) : [format]),
            Mean = mean,
            Std = std,
            Members = members,
            Combine = combine,
            Classes = section.OptionalInteger("classes", 2, 1_000_000),
            Top1 = section.Number("top1", 0, 1),
            Top1Tolerance = section.Number("top1_tolerance", 0.002, 0, 1),
            Batch = section.Integer("batch", 256, 1, 65_536),
            Pool = TeacherPoolConfig.Read(section.Section("pool")),
            Answers = section.OptionalSection("answers") is { } answers ? AnswersConfig.Read(answers) : null,
        };
    }

    private static TeacherEngine ReadEngine(SectionReader section, IEnumerable<TeacherFormat> formats)
    {
        TeacherEngine engine = section.Choice<TeacherEngine>("engine", TeacherEngine.Auto);
        TeacherFormat[] used = [.. formats];
        if (engine == TeacherEngine.Torch && used.Contains(TeacherFormat.Onnx))
            section.Fail("engine", "is torch, but an ONNX file is read by ONNX Runtime alone", "Remove it, or write 'engine: onnxruntime'.");
        if (engine == TeacherEngine.Onnxruntime && used.Contains(TeacherFormat.Torchscript))
            section.Fail("engine", "is onnxruntime, but a TorchScript file is read by libtorch alone", "Remove it, or write 'engine: torch'.");
        return engine;
    }

    internal void Write(SectionWriter section)
    {
        if (Members.Count > 0)
        {
            section.Put("architecture", Architecture);
            section.Put("members", [.. Members.Select(member => (Action<SectionWriter>)member.Write)]);
            section.Put("combine", Combine);
        }
        else Parts[0].Write(section);
        section.Put("engine", Engine);
        section.Put("classes", Classes);
        section.Put("top1", Top1);
        section.Put("top1_tolerance", Top1Tolerance);
        section.Put("batch", Batch);
        section.Put("pool", Pool.Write);
        if (Answers is not null) section.Put("answers", Answers.Write);
    }
}
