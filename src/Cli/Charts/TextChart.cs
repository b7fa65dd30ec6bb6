using System.Globalization;
using System.Text;

namespace Distillery.Cli.Charts;

/// <summary>Curves in letters: each has a mark of its own, so that they can be told apart without colours.</summary>
internal static class TextChart
{
    private const string Marks = "●○▲△■□◆◇";

    /// <summary>More curves could not be told apart.</summary>
    internal const int MostCurves = 8;

    /// <param name="curves">Each with points in the order of their places; no more than <see cref="MostCurves"/> are drawn.</param>
    /// <param name="place">What the horizontal axis counts.</param>
    /// <param name="format">Of the values at the vertical axis.</param>
    /// <param name="columns">The width without the vertical axis.</param>
    /// <returns>Lines; none when no curve has a point.</returns>
    internal static IReadOnlyList<string> Render(
        IReadOnlyList<TextCurve> curves, string place, Func<double, string> format, int columns, int rows)
    {
        TextCurve[] drawn = [.. curves.Where(curve => curve.Points.Count > 0).Take(MostCurves)];
        if (drawn.Length == 0) return [];
        double[] values = [.. drawn.SelectMany(curve => curve.Points.Select(point => point.Value))];
        (double low, double high) = (values.Min(), values.Max());
        double last = drawn.Max(curve => curve.Points[^1].Place);
        char[][] field = [.. Enumerable.Range(0, rows).Select(_ => Enumerable.Repeat(' ', columns).ToArray())];
        for (int column = 0; column < columns; column++) Draw(field, column, drawn, low, high, last);
        return [.. Frame(field, low, high, format), .. Axis(place, last, columns, Labels(low, high, format).Max(label => label.Length)),
            .. drawn.Select((curve, i) => $"  {Marks[i]} {curve.Name}  {format(curve.Points[^1].Value)}")];
    }

    /// <summary>Where curves lie on each other they take turns, so that none is hidden.</summary>
    private static void Draw(char[][] field, int column, TextCurve[] curves, double low, double high, double last)
    {
        double width = last / (field[0].Length - 1);
        for (int turn = 0; turn < curves.Length; turn++)
        {
            int i = (column + turn) % curves.Length;
            if (curves[i].At(width * column, width) is not { } value) continue;
            double share = high > low ? (value - low) / (high - low) : 0.5;
            field[field.Length - 1 - (int)Math.Round(share * (field.Length - 1))][column] = Marks[i];
        }
    }

    private static IEnumerable<string> Frame(char[][] field, double low, double high, Func<double, string> format)
    {
        string[] labels = Labels(low, high, format);
        int width = labels.Max(label => label.Length);
        for (int row = 0; row < field.Length; row++)
        {
            string label = row == 0 ? labels[2] : row == field.Length / 2 ? labels[1] : row == field.Length - 1 ? labels[0] : "";
            yield return $"{label.PadLeft(width)} {(label.Length > 0 ? '┤' : '│')}{new string(field[row])}".TrimEnd();
        }
    }

    private static string[] Labels(double low, double high, Func<double, string> format) =>
        [format(low), format((low + high) / 2), format(high)];

    private static IEnumerable<string> Axis(string place, double last, int columns, int labelWidth)
    {
        string end = last.ToString("0.##", CultureInfo.InvariantCulture);
        StringBuilder numbers = new StringBuilder().Append(' ', labelWidth + 2).Append($"{place} 0");
        numbers.Append(' ', Math.Max(1, labelWidth + 2 + columns - end.Length - numbers.Length)).Append(end);
        yield return $"{new string(' ', labelWidth)} └{new string('─', columns)}";
        yield return numbers.ToString();
    }
}
