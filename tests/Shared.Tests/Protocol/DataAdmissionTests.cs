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

    [Fact]
    public void Who_is_not_admitted_itself_takes_nobody() => Assert.NotNull(_admission.Refusal(null));

    [Fact]
    public void The_secret_of_an_earlier_coordinator_opens_nothing()
    {
        _admission.Admit("of term 1");
        _admission.Admit("of term 2");
        Assert.NotNull(_admission.Refusal("of term 1"));
    }
}
