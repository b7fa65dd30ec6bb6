using System.Globalization;
using System.Text;

namespace Distillery.Shared.Configuration.Reading;

/// <summary>How values are spelled in a configuration.</summary>
internal static class Words
{
    /// <summary>The word for a member of an enumeration: LeastConfidence is <c>least_confidence</c>.</summary>
    internal static string Of<T>(T value) where T : struct, Enum
    {
        string name = value.ToString();
        var word = new StringBuilder();
        for (int i = 0; i < name.Length; i++)
        {
            bool beginsWord = i > 0 && char.IsUpper(name[i]) && i + 1 < name.Length && char.IsLower(name[i + 1]);
            if (beginsWord) word.Append('_');
            word.Append(char.ToLowerInvariant(name[i]));
        }
        return word.ToString();
    }

    internal static string Of(bool value) => value ? "true" : "false";

    /// <summary>The shortest digits that give the same double again.</summary>
    internal static string Of(double value) => value.ToString("R", CultureInfo.InvariantCulture).ToLowerInvariant();

    internal static string Of(long value) => value.ToString(CultureInfo.InvariantCulture);

    internal static string Of(IEnumerable<double> values) => $"[{string.Join(", ", values.Select(Of))}]";

    internal static string AllOf<T>() where T : struct, Enum => string.Join(", ", Enum.GetValues<T>().Select(Of));

    internal static bool TryParse<T>(string word, out T value) where T : struct, Enum
    {
        foreach (T candidate in Enum.GetValues<T>())
        {
            if (Of(candidate) != word) continue;
            value = candidate;
            return true;
        }
        value = default;
        return false;
    }
}
