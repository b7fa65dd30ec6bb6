using Distillery.Shared.Configuration.Reading;

namespace Distillery.Shared.Configuration;

/// <summary>How answers of a teacher are kept. What is kept is also what is used the first time, so that the result does not depend
/// on what was there before.</summary>
public sealed record AnswersConfig
{
    /// <summary>The folder, absolute. Several runs and teachers may share one.</summary>
    public required string Path { get; init; }

    /// <summary>Only so many logits of an answer are kept, the largest; null for all.</summary>
    public int? Top { get; init; }

    public AnswerPrecision Precision { get; init; }

    internal static AnswersConfig Read(SectionReader section) => new()
    {
        Path = section.PathTo("path"),
        Top = section.OptionalInteger("top", 1, 1_000_000),
        Precision = section.Choice<AnswerPrecision>("precision", AnswerPrecision.Float16),
    };

    internal void Write(SectionWriter section)
    {
        section.Put("path", Path);
        section.Put("top", Top);
        section.Put("precision", Precision);
    }
}
