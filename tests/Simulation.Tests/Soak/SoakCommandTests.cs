using Distillery.Simulation.Soak;

namespace Distillery.Simulation.Tests.Soak;

public sealed class SoakCommandTests
{
    [Fact]
    public void Revision_and_seeds_are_said_first_and_a_summary_last()
    {
        (int code, string[] lines, _) = Run(["--first", "5", "--count", "3"]);
        Assert.Equal(0, code);
        Assert.Equal(Revision.Text, lines[0]);
        Assert.Equal("seeds 5 to 7", lines[1]);
        Assert.StartsWith("3 runs: 0 failed, ", lines[2]);
    }

    [Fact]
    public void One_seed_alone_shows_its_trace()
    {
        (int code, string[] lines, _) = Run(["--seed", "5", "--trace", "20"]);
        Assert.Equal(0, code);
        Assert.StartsWith("seed 5: ", lines[1]);
        Assert.Contains("the run ends", lines[21]);
        Assert.StartsWith("all held", lines[22]);
    }

    [Fact]
    public void Named_scenarios_are_found_by_part_of_their_names()
    {
        (int code, string[] lines, _) = Run(["--scenarios", "a STANDBY takes", "--count", "2"]);
        Assert.Equal(0, code);
        Assert.Equal("1 named scenarios, seeds 1 to 2", lines[1]);
    }

    [Fact]
    public void Growth_is_a_table()
    {
        (int code, string[] lines, _) = Run(["--growth", "3,6"]);
        Assert.Equal(0, code);
        Assert.Equal(5, lines.Length);
        Assert.StartsWith("| 3 | ", lines[3]);
        Assert.StartsWith("| 6 | ", lines[4]);
    }

    [Fact]
    public void Whoever_interrupts_gets_the_summary()
    {
        (int code, string[] lines, _) = Run(["--count", "0"], isInterrupted: true);
        Assert.Equal(3, code);
        Assert.Equal("seeds from 1 on, until Ctrl-C", lines[1]);
        Assert.StartsWith("0 runs, then interrupted", lines[2]);
    }

    [Theory]
    [InlineData("--first needs a seed, from 0, and has x", "--first", "x")]
    [InlineData("--count needs a number of seeds, from 0", "--count")]
    [InlineData("--trace needs a number of lines, from 0, and has -1", "--trace", "-1")]
    [InlineData("--growth needs numbers of nodes, from 2 to 4096, and has 1,10", "--growth", "1,10")]
    [InlineData("17 is unknown", "17")]
    [InlineData("--help is unknown", "--help")]
    [InlineData("--scenarios needs a --count above 0", "--scenarios", "--count", "0")]
    public void Wrong_arguments_are_said_with_the_right_ones(string problem, params string[] args)
    {
        (int code, string[] lines, string errors) = Run(args);
        Assert.Equal(2, code);
        Assert.Equal([""], lines);
        Assert.Equal($"{problem}\n{SoakArguments.Usage}\n", errors);
    }

    [Fact]
    public void A_name_that_no_scenario_has_is_answered_with_those_that_there_are()
    {
        (int code, _, string errors) = Run(["--scenarios", "quux"]);
        Assert.Equal(2, code);
        Assert.Contains("A standby takes the ranks of a lost node", errors);
    }

    [Theory]
    [InlineData("0.1.0+abc", "revision abc")]
    [InlineData("0.1.0+abc.changed", "revision abc with changes")]
    [InlineData("0.1.0", "unknown revision")]
    public void A_revision_says_whether_there_were_changes(string version, string text) => Assert.Equal(text, Revision.Read(version));

    private static (int Code, string[] Lines, string Errors) Run(string[] args, bool isInterrupted = false)
    {
        using StringWriter output = new() { NewLine = "\n" };
        using StringWriter errors = new() { NewLine = "\n" };
        int code = new SoakCommand(output, errors, TimeProvider.System, new CancellationToken(isInterrupted)).Run(args);
        return (code, output.ToString().TrimEnd().Split('\n'), errors.ToString());
    }
}
