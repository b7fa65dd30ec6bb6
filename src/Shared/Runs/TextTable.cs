using System.Text;

namespace Distillery.Shared.Runs;

/// <summary>A table in plain text: the first column to the left, the others to the right, two spaces between, a rule
/// under the heads.</summary>
public static class TextTable
{
    private const string Gap = "  ";

    /// <param name="heads">The columns' heads.</param>
    /// <param name="rows">As many cells each as there are heads.</param>
    /// <returns>Lines that end with a line feed and have no blanks at their end.</returns>
    public static string Render(IReadOnlyList<string> heads, IReadOnlyList<IReadOnlyList<string>> rows)
    {
        int[] widths =
            [.. heads.Select((head, column) => rows.Select(row => row[column].Length).Append(head.Length).Max())];
        StringBuilder text = new();
        AppendLine(text, heads, widths);
        AppendLine(text, [.. widths.Select(width => new string('-', width))], widths);
        foreach (IReadOnlyList<string> row in rows) AppendLine(text, row, widths);
        return text.ToString();
    }

    private static void AppendLine(StringBuilder text, IReadOnlyList<string> cells, int[] widths)
    {
        IEnumerable<string> padded = cells.Select((cell, column) =>
            column == 0 ? cell.PadRight(widths[column]) : cell.PadLeft(widths[column]));
        text.Append(string.Join(Gap, padded).TrimEnd()).Append('\n');
    }
}
