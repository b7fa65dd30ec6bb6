using Distillery.Shared.Http;
using Distillery.Shared.Tests.Runs;

namespace Distillery.Shared.Tests.Http;

public sealed class AccessTokenTests : IDisposable
{
    private const string Secret = "0123456789abcdef0123456789abcdef";

    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData("Bearer " + Secret, true)]
    [InlineData("bearer " + Secret, true)]
    [InlineData("Bearer  " + Secret + " ", true)]
    [InlineData("Bearer " + Secret + "0", false)]
    [InlineData("Bearer 0123456789abcdef", false)]
    [InlineData("Basic " + Secret, false)]
    [InlineData(Secret, false)]
    [InlineData("Bearer", false)]
    [InlineData("", false)]
    [InlineData(null, false)]
    public void Only_the_whole_token_counts(string? header, bool expected) =>
        Assert.Equal(expected, AccessToken.Find(null, Secret)!.IsIn(header));

    [Fact]
    public void A_file_comes_before_the_environment()
    {
        File.WriteAllText(_folder.At("token"), $"{Secret}\n");
        AccessToken token = AccessToken.Find(_folder.At("token"), "another-token-of-the-environment")!;
        Assert.Equal($"Bearer {Secret}", token.ToHeader());
    }

    [Fact]
    public void Without_file_and_environment_there_is_none()
    {
        Assert.Null(AccessToken.Find(null, null));
        Assert.Null(AccessToken.Find(null, ""));
    }

    [Fact]
    public void It_is_not_printed() => Assert.DoesNotContain(Secret, $"{AccessToken.Find(null, Secret)}", StringComparison.Ordinal);

    [Theory]
    [InlineData("012345678901234", "shorter")]
    [InlineData("0123456789 abcdef0123456789", "blanks")]
    [InlineData("0123456789abcdef0123456789é", "ASCII")]
    public void What_is_no_token_is_refused_and_not_repeated(string text, string expected)
    {
        UserErrorException error = Assert.Throws<UserErrorException>(() => AccessToken.Find(null, text));
        Assert.Contains(expected, error.Message, StringComparison.Ordinal);
        Assert.StartsWith(AccessToken.EnvironmentName, error.Message, StringComparison.Ordinal);
        Assert.DoesNotContain(text, error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_file_that_is_missing_or_too_large_is_refused()
    {
        Assert.Throws<UserErrorException>(() => AccessToken.Find(_folder.At("none"), null));
        Assert.Throws<UserErrorException>(() => AccessToken.Find(_folder.FullPath, null));
        File.WriteAllText(_folder.At("large"), new string('a', AccessToken.MostCharacters + 1));
        UserErrorException error = Assert.Throws<UserErrorException>(() => AccessToken.Find(_folder.At("large"), null));
        Assert.Contains("longer", error.Message, StringComparison.Ordinal);
    }
}
