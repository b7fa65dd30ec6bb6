using System.Net;
using System.Text;

namespace Distillery.Cli.Report;

/// <summary>Writes HTML; what is text goes through <see cref="Of"/> and is never markup.</summary>
internal sealed class HtmlText
{
    private readonly StringBuilder _text = new();

    internal static string Of(string text) => WebUtility.HtmlEncode(text);

    internal HtmlText Raw(string markup)
    {
        _text.Append(markup).Append('\n');
        return this;
    }

    /// <summary>An element with text in it.</summary>
    internal HtmlText Element(string name, string text, string attributes = "") =>
        Raw($"<{name}{(attributes.Length > 0 ? " " : "")}{attributes}>{Of(text)}</{name.Split(' ')[0]}>");

    /// <param name="rows">As many cells each as there are heads; the first column to the left, the others to the right.</param>
    internal HtmlText Table(IReadOnlyList<string> heads, IEnumerable<IReadOnlyList<string>> rows)
    {
        Raw("<div class=\"scroll\"><table><thead><tr>");
        for (int i = 0; i < heads.Count; i++) Element("th", heads[i], $"scope=\"col\"{ClassOf(i)}");
        Raw("</tr></thead><tbody>");
        foreach (IReadOnlyList<string> row in rows)
        {
            Raw("<tr>");
            for (int i = 0; i < row.Count; i++) Element("td", row[i], ClassOf(i).TrimStart());
            Raw("</tr>");
        }
        return Raw("</tbody></table></div>");
    }

    /// <summary>Names and values; those without a value are left out.</summary>
    internal HtmlText List(params IEnumerable<(string Name, string? Value)> entries)
    {
        Raw("<dl>");
        foreach ((string name, string? value) in entries)
            if (value is not null) Raw($"<div><dt>{Of(name)}</dt><dd>{Of(value)}</dd></div>");
        return Raw("</dl>");
    }

    public override string ToString() => _text.ToString();

    private static string ClassOf(int column) => column == 0 ? "" : " class=\"number\"";
}
