namespace Distillery.Shared.Configuration;

/// <summary>The number format of a kept logit.</summary>
public enum AnswerPrecision
{
    Float16,
    Float32,
}
