using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;

namespace Distillery.Shared.Configuration.Tree;

/// <summary>Writes configuration nodes as YAML, one key a line, in one fixed form.</summary>
internal static partial class YamlTreeWriter
{
    internal static string Write(ConfigMap map)
    {
        var yaml = new StringBuilder();
        foreach (ConfigEntry entry in map.Entries) WriteEntry(yaml, entry, indent: "");
        return yaml.ToString();
    }

    /// <summary>A value on one line: a single value, or a list of single values in brackets.</summary>
    internal static string Inline(ConfigNode node) => node switch
    {
        ConfigScalar { IsQuoted: false } scalar => scalar.Text,
        ConfigScalar scalar => Quoted(scalar.Text),
        ConfigList list => $"[{string.Join(", ", list.Items.Select(Inline))}]",
        _ => throw new ArgumentException("a map has no inline form", nameof(node)),
    };

    private static void WriteEntry(StringBuilder yaml, ConfigEntry entry, string indent)
    {
        yaml.Append(indent).Append(entry.Key).Append(':');
        if (entry.Value is ConfigMap map)
        {
            yaml.Append('\n');
            foreach (ConfigEntry inner in map.Entries) WriteEntry(yaml, inner, indent + "  ");
        }
        else if (entry.Value is ConfigList { Items: [ConfigMap, ..] } list)
        {
            yaml.Append('\n');
            foreach (ConfigMap item in list.Items.Cast<ConfigMap>()) WriteItem(yaml, item, indent + "  ");
        }
        else
        {
            yaml.Append(' ').Append(Inline(entry.Value)).Append('\n');
        }
    }

    private static void WriteItem(StringBuilder yaml, ConfigMap item, string indent)
    {
        int start = yaml.Length;
        foreach (ConfigEntry inner in item.Entries) WriteEntry(yaml, inner, indent + "  ");
        yaml[start + indent.Length] = '-'; // The dash takes the place of the first key's indentation.
    }

    /// <summary>Text in quotes, unless it is a plain word that cannot be taken for anything else.</summary>
    private static string Quoted(string text)
    {
        bool isWord = PlainWord().IsMatch(text) && !text.Equals("null", StringComparison.OrdinalIgnoreCase);
        if (isWord) return text;
        var quoted = new StringBuilder("\"");
        foreach (char letter in text) quoted.Append(Escaped(letter));
        return quoted.Append('"').ToString();
    }

    // YAML folds its own line breaks (U+0085, U+2028, U+2029) inside quotes, so these are escaped like control
    // characters.
    private static string Escaped(char letter) => letter switch
    {
        '"' or '\\' => $"\\{letter}",
        '\u0085' or '\u2028' or '\u2029' or '\uFEFF' => Numbered(letter),
        _ when char.IsControl(letter) => Numbered(letter),
        _ => letter.ToString(),
    };

    private static string Numbered(char letter) =>
        string.Create(CultureInfo.InvariantCulture, $"\\u{(int)letter:X4}");

    [GeneratedRegex(@"\A[A-Za-z_/][A-Za-z0-9_./-]*\z")]
    private static partial Regex PlainWord();
}
