using Distillery.Coordinator.Protocol;

namespace Distillery.Coordinator.Tests.Protocol;

public sealed class RunLeaseTests
{
    private readonly RunLease _lease = new(durationMilliseconds: 500);

    [Fact]
    public void Before_the_first_renewal_nobody_leads() => Assert.False(_lease.IsHeld(0));

    [Fact]
    public void A_renewal_counts_from_the_moment_when_it_was_asked_for()
    {
        _lease.Renewed(askedAtMilliseconds: 1_000);

        Assert.True(_lease.IsHeld(1_499));
        Assert.False(_lease.IsHeld(1_500));
    }

    [Fact]
    public void A_renewal_that_is_heard_late_shortens_nothing()
    {
        _lease.Renewed(askedAtMilliseconds: 1_000);
        _lease.Renewed(askedAtMilliseconds: 900);

        Assert.True(_lease.IsHeld(1_499));
    }
}
