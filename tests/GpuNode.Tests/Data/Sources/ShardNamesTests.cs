using Distillery.GpuNode.Data.Sources;
using Distillery.Shared;

namespace Distillery.GpuNode.Tests.Data.Sources;

public sealed class ShardNamesTests
{
    [Theory]
    [InlineData("one.tar", "one.tar")]
    [InlineData("s-{08..11}.tar", "s-08.tar s-09.tar s-10.tar s-11.tar")]
    [InlineData("{a,b}-{0..1}", "a-0 a-1 b-0 b-1")]
    [InlineData("{7..7}x", "7x")]
    public void Braces_stand_for_names_in_the_order_in_which_they_are_written(string pattern, string names) =>
        Assert.Equal(names.Split(' '), ShardNames.Expand(pattern));

    [Theory]
    [InlineData("a{0..3")]
    [InlineData("a{3..1}")]
    [InlineData("a{x..z}")]
    [InlineData("a{0..999999999}")]
    [InlineData("{0..99999}{0..99999}")]
    public void A_brace_that_cannot_be_meant_is_refused(string pattern) =>
        Assert.Throws<UserErrorException>(() => ShardNames.Expand(pattern));
}
