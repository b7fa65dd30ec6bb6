namespace Distillery.Shared.Configuration.Tree;

/// <summary>A single value as it was written, without its quotes.</summary>
/// <param name="text">The text; its type is decided by the key that reads it.</param>
/// <param name="isQuoted">True when quotes mark it as text, so that "null" and "" are no missing value.</param>
internal sealed class ConfigScalar(string text, bool isQuoted, Origin origin) : ConfigNode(origin)
{
    internal string Text { get; } = text;

    internal bool IsQuoted { get; } = isQuoted;

    internal override bool IsNull => !IsQuoted && Text is ("" or "~" or "null" or "Null" or "NULL");

    internal override string Kind => "a single value";
}
