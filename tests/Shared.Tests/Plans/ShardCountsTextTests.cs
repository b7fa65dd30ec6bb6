using Distillery.Shared.Plans;

namespace Distillery.Shared.Tests.Plans;

public sealed class ShardCountsTextTests
{
    [Theory]
    [InlineData("1000x3,167", new[] { 1000, 1000, 1000, 167 })]
    [InlineData("5", new[] { 5 })]
    [InlineData("1,2x2,0,3", new[] { 1, 2, 2, 0, 3 })]
    public void Sizes_become_few_letters_and_sizes_again(string text, int[] counts)
    {
        Assert.Equal(text, ShardCountsText.Format(counts));
        Assert.Equal(counts, ShardCountsText.Parse(text, counts.Sum()));
    }

    [Theory]
    [InlineData("")]
    [InlineData("4x2")]
    [InlineData("10,1")]
    [InlineData("5x2x1")]
    [InlineData("-5,15")]
    [InlineData("10,0x2000000000")]
    [InlineData("2000000000x2000000000")]
    public void Text_that_is_not_the_sizes_of_ten_samples_is_refused(string text) =>
        Assert.Throws<UserErrorException>(() => ShardCountsText.Parse(text, 10));
}
