namespace Distillery.Shared.Configuration;

/// <summary>Lets a <see cref="ValueList{T}"/> be written as a collection expression.</summary>
public static class ValueListBuilder
{
    public static ValueList<T> Create<T>(ReadOnlySpan<T> items) => new(items.ToArray());
}
