using System.Globalization;
using System.Numerics;

namespace Distillery.Shared.Configuration.Reading;

/// <summary>Parses single values; each method says in words what it refuses, or returns null.</summary>
internal static class Scalars
{
    internal const string WholeNumber = "whole number";
    internal const string Number = "number";
    internal const string Flag = "true or false";
    internal const string Text = "text";
    internal const string FilePath = "path";

    /// <summary>Longer digit strings than this are outside of every range.</summary>
    private const int MaximumDigits = 40;

    internal static string? ParseInteger<T>(string text, T minimum, T maximum, out T value)
        where T : struct, IBinaryInteger<T>
    {
        value = minimum;
        bool isWhole = BigInteger.TryParse(
            text.Length <= MaximumDigits ? text : "", NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture,
            out BigInteger whole);
        if (!isWhole) return $"'{text}' is not a {WholeNumber}";
        if (whole < BigInteger.CreateChecked(minimum) || whole > BigInteger.CreateChecked(maximum))
            return $"{text} is outside of {Range(minimum, maximum)}";
        value = T.CreateChecked(whole);
        return null;
    }

    internal static string? ParseNumber(string text, double minimum, double maximum, out double value)
    {
        const NumberStyles Style = NumberStyles.AllowLeadingSign | NumberStyles.AllowDecimalPoint |
            NumberStyles.AllowExponent;
        bool isNumber = double.TryParse(text, Style, CultureInfo.InvariantCulture, out value);
        if (!isNumber || double.IsNaN(value)) return $"'{text}' is not a {Number}";
        return value >= minimum && value <= maximum ? null : $"{text} is outside of {Range(minimum, maximum)}";
    }

    internal static string Range<T>(T minimum, T maximum) where T : struct, INumber<T> =>
        $"{Spelled(minimum)} to {Spelled(maximum)}";

    private static string Spelled<T>(T value) where T : struct, INumber<T> =>
        value is double number ? Words.Of(number) : value.ToString(null, CultureInfo.InvariantCulture);
}
