using System.Globalization;
using Distillery.Cli.Charts;

namespace Distillery.Cli.Tests.Charts;

public sealed class TextChartTests
{
    [Fact]
    public void A_curve_goes_from_its_first_to_its_last_point()
    {
        string[] expected =
        [
            "2 ┤   ●●",
            "1 ┤  ●",
            "0 ┤●●",
            "  └─────",
            "   step 0 4",
            "  ● up  2",
        ];
        Assert.Equal(expected, Render(5, 3, new TextCurve("up", [(0, 0), (4, 2)])));
    }

    [Fact]
    public void Curves_that_lie_on_each_other_take_turns()
    {
        TextCurve flat = new("one", [(0, 1), (3, 1)]);
        Assert.Contains("○●○●", Render(4, 3, flat, flat with { Name = "other" })[1], StringComparison.Ordinal);
    }

    [Fact]
    public void A_shorter_curve_ends_where_it_ends()
    {
        IReadOnlyList<string> lines = Render(9, 3, new TextCurve("long", [(0, 0), (8, 0)]), new TextCurve("short", [(0, 1), (4, 1)]));
        Assert.Equal("  1 ┤○○○○○", lines[0]);
        Assert.Equal("  0 ┤●●●●●●●●●", lines[2]);
    }

    [Fact]
    public void Without_a_point_there_is_nothing_to_draw() =>
        Assert.Empty(Render(5, 3, new TextCurve("none", [])));

    private static IReadOnlyList<string> Render(int columns, int rows, params TextCurve[] curves) =>
        TextChart.Render(curves, "step", value => value.ToString("0.##", CultureInfo.InvariantCulture), columns, rows);
}
