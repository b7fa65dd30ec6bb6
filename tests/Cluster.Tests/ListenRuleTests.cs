using Distillery.Shared;
using Distillery.Shared.Cluster;
using Distillery.Shared.TensorLinks.Tcp;

namespace Distillery.Cluster.Tests;

public sealed class ListenRuleTests
{
    [Theory]
    [InlineData("127.0.0.1:7701")]
    [InlineData("127.0.0.2:0")]
    [InlineData("[::1]:7701")]
    [InlineData("localhost:7701")]
    public void This_machine_alone_needs_nothing(string listen) =>
        Assert.Null(ListenRule.Check(HostAndPort.Parse(listen), hasTls: false, isInsecure: false));

    [Theory]
    [InlineData("0.0.0.0:7701")]
    [InlineData("[::]:7701")]
    [InlineData("10.1.2.3:7701")]
    [InlineData("gpu-7.example:7701")]
    public void Any_other_address_needs_certificates_or_the_persons_word(string listen)
    {
        HostAndPort address = HostAndPort.Parse(listen);

        UserErrorException error = Assert.Throws<UserErrorException>(() => ListenRule.Check(address, hasTls: false, isInsecure: false));

        Assert.Contains(listen, error.Message, StringComparison.Ordinal);
        Assert.Contains("--insecure", error.NextStep, StringComparison.Ordinal);
        Assert.Null(ListenRule.Check(address, hasTls: true, isInsecure: false));
        Assert.Contains(listen, ListenRule.Check(address, hasTls: false, isInsecure: true), StringComparison.Ordinal);
    }
}
