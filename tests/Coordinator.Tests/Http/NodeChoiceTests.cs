using Distillery.Coordinator.Http;
using Distillery.Coordinator.Http.Documents;

namespace Distillery.Coordinator.Tests.Http;

public sealed class NodeChoiceTests
{
    private static readonly NodeDocument[] Nodes = [Node("alpha-11", "alpha"), Node("alpha-12", "alpha"), Node("beta-13", "b")];

    [Theory]
    [InlineData("alpha-12", "alpha-12")]
    [InlineData("alpha-11", "alpha-11")]
    [InlineData("be", "beta-13")]
    [InlineData("b", "beta-13")]
    public void An_id_a_name_or_the_beginning_of_one_is_enough(string text, string expected) =>
        Assert.Equal(expected, NodeChoice.Of(text, Nodes).Node?.Id);

    [Theory]
    [InlineData("alpha")]
    [InlineData("al")]
    public void What_may_be_several_is_not_guessed(string text)
    {
        NodeChoice choice = NodeChoice.Of(text, Nodes);
        Assert.True(choice.IsAmbiguous);
        Assert.Null(choice.Node);
        Assert.Contains("alpha-11, alpha-12", choice.Problem, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("gamma")]
    [InlineData("ALPHA-11")]
    [InlineData("")]
    public void What_is_none_is_told_with_those_that_there_are(string text)
    {
        NodeChoice choice = NodeChoice.Of(text, Nodes);
        Assert.Equal((null, false), (choice.Node, choice.IsAmbiguous));
        Assert.Contains("there are alpha-11, alpha-12, beta-13", choice.Problem, StringComparison.Ordinal);
    }

    [Fact]
    public void Long_lists_are_cut()
    {
        NodeDocument[] many = [.. Enumerable.Range(0, 100).Select(i => Node($"node-{i}", "n"))];
        Assert.EndsWith("and 80 more", NodeChoice.Of("gamma", many).Problem, StringComparison.Ordinal);
        Assert.EndsWith("no node has joined", NodeChoice.Of("gamma", []).Problem, StringComparison.Ordinal);
    }

    private static NodeDocument Node(string id, string name) => new(id, name, "", [], "standby", null, 0, null, 0);
}
