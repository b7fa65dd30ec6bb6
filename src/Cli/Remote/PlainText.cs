namespace Distillery.Cli.Remote;

/// <summary>Texts that other machines have sent: what would steer a terminal is shown and not obeyed.</summary>
internal static class PlainText
{
    internal static string Of(string text) => text.Any(char.IsControl)
        ? string.Concat(text.Select(letter => char.IsControl(letter) ? '\uFFFD' : letter)) : text;
}
