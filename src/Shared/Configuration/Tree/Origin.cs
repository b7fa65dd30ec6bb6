using System.Globalization;

namespace Distillery.Shared.Configuration.Tree;

/// <summary>Where a key or a value was stated: a line of a file, or an argument of the command line.</summary>
/// <param name="Source">The file as the person named it, or the argument as typed.</param>
/// <param name="Line">The line in the file, counted from 1; 0 when the source has no lines.</param>
/// <param name="BaseDirectory">The folder that relative paths stated here start from; empty for the current
/// one.</param>
internal sealed record Origin(string Source, int Line, string BaseDirectory)
{
    internal static Origin OfFile(string file) => new(file, 1, Path.GetDirectoryName(file) ?? "");

    internal static Origin OfOverride(string argument) => new($"--set {argument}", 0, "");

    /// <summary>True for an argument of the command line.</summary>
    internal bool IsOverride => Line == 0;

    internal Origin AtLine(int line) => Line == 0 ? this : this with { Line = line };

    public override string ToString() =>
        Line == 0 ? Source : string.Create(CultureInfo.InvariantCulture, $"{Source}:{Line}");
}
