using System.Text;
using Distillery.Shared.Protocol;

namespace Distillery.Shared.Tests.Protocol;

public sealed class DataAdmissionTests
{
    private readonly DataAdmission _admission = new();

    [Fact]
    public void A_member_that_shows_the_secret_is_taken()
    {
        _admission.Admit("secret");
        Assert.Null(_admission.Refusal("secret"));
    }

    [Fact]
    public void A_member_that_shows_what_the_secret_becomes_is_taken()
    {
        _admission.Admit("secret");
        Assert.Null(_admission.Refusal("SECRET"u8.ToArray(), secret => Encoding.ASCII.GetBytes(secret.ToUpperInvariant())));
        Assert.NotNull(_admission.Refusal("secret"u8.ToArray(), secret => Encoding.ASCII.GetBytes(secret.ToUpperInvariant())));
    }

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData("secre")]
    [InlineData("Secret")]
    public void Whoever_shows_another_secret_or_none_is_refused(string? shown)
    {
        _admission.Admit("secret");
        Assert.Equal("the caller has not been admitted to this run", _admission.Refusal(shown));
    }

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    public void Who_is_not_admitted_itself_takes_nobody(string? shown) =>
        Assert.Equal(DataAdmission.NotYet, _admission.Refusal(shown));

    [Fact]
    public void An_empty_secret_admits_to_nothing()
    {
        _admission.Admit("");
        Assert.Null(_admission.Secret);
        Assert.Equal(DataAdmission.NotYet, _admission.Refusal(""));
    }

    [Fact]
    public void The_secret_of_an_earlier_coordinator_opens_nothing()
    {
        _admission.Admit("of term 1");
        _admission.Admit("of term 2");
        Assert.NotNull(_admission.Refusal("of term 1"));
    }

    [Fact]
    public void The_secret_is_in_no_text()
    {
        _admission.Admit("secret");
        Assert.DoesNotContain("secret", $"{_admission}{_admission.Refusal("other")}", StringComparison.Ordinal);
    }
}
