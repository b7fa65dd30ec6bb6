namespace Distillery.Cli.Charts;

/// <summary>A curve of a <see cref="TextChart"/>.</summary>
/// <param name="Points">In the order of their places.</param>
internal sealed record TextCurve(string Name, IReadOnlyList<(double Place, double Value)> Points)
{
    /// <summary>The value at a place, between the points next to it; null beyond the curve's ends.</summary>
    /// <param name="reach">So far beyond an end still counts as the end.</param>
    internal double? At(double place, double reach)
    {
        if (place < Points[0].Place - (reach / 2) || place > Points[^1].Place + (reach / 2)) return null;
        int next = 0;
        while (next < Points.Count && Points[next].Place < place) next++;
        if (next == 0) return Points[0].Value;
        if (next == Points.Count) return Points[^1].Value;
        ((double before, double from), (double after, double to)) = (Points[next - 1], Points[next]);
        return from + ((to - from) * (place - before) / (after - before));
    }
}
