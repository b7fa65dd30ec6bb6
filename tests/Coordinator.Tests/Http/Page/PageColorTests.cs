using System.Globalization;
using System.Text.RegularExpressions;
using Distillery.Coordinator.Http.Page;

namespace Distillery.Coordinator.Tests.Http.Page;

/// <summary>Contrast as WCAG 2.2 defines it: https://www.w3.org/TR/WCAG22/#dfn-contrast-ratio.</summary>
public sealed partial class PageColorTests
{
    private const double LeastForText = 4.5;

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    public void Whatever_is_written_can_be_read(int scheme)
    {
        Dictionary<string, string> colors = Scheme().Matches(PageAsset.Style.Text)[scheme].Groups[1].Value is var block
            ? Color().Matches(block).ToDictionary(match => match.Groups[1].Value, match => match.Groups[2].Value) : [];
        string[] grounds = ["ground", "raised"];
        string[] inks = ["ink", "quiet", "good", "warn", "bad", "s0", "s1", "s2", "s3", "s4", "s5"];
        foreach (string ground in grounds)
        {
            foreach (string ink in inks)
            {
                double contrast = Contrast(colors[ground], colors[ink]);
                Assert.True(contrast >= LeastForText, $"--{ink} on --{ground} has a contrast of {contrast:F2}");
            }
        }
        Assert.True(Contrast(colors["bad-ground"], colors["bad"]) >= LeastForText);
    }

    private static double Contrast(string one, string other)
    {
        double[] both = [Luminance(one), Luminance(other)];
        return (both.Max() + 0.05) / (both.Min() + 0.05);
    }

    private static double Luminance(string color)
    {
        double[] channels =
        [
            .. Enumerable.Range(0, 3).Select(i => int.Parse(
                color.AsSpan(1 + (2 * i), 2), NumberStyles.HexNumber, CultureInfo.InvariantCulture) / 255.0)
                .Select(value => value <= 0.04045 ? value / 12.92 : Math.Pow((value + 0.055) / 1.055, 2.4)),
        ];
        return (0.2126 * channels[0]) + (0.7152 * channels[1]) + (0.0722 * channels[2]);
    }

    [GeneratedRegex(@":root \{(.*?)\}", RegexOptions.Singleline)]
    private static partial Regex Scheme();

    [GeneratedRegex("--([a-z0-9-]+): (#[0-9a-f]{6})")]
    private static partial Regex Color();
}
