using Distillery.Cli.Terminal;

namespace Distillery.Cli.Tests.Terminal;

public sealed class PhrasesTests
{
    [Theory]
    [InlineData(0.04, "0.0 s")]
    [InlineData(9.94, "9.9 s")]
    [InlineData(59.4, "59 s")]
    [InlineData(59.6, "1 min 0 s")]
    [InlineData(123, "2 min 3 s")]
    [InlineData(18_600, "5 h 10 min")]
    public void Durations_read_well(double seconds, string expected) =>
        Assert.Equal(expected, Phrases.Duration(seconds));

    [Theory]
    [InlineData(0.000412, "0.41 ms")]
    [InlineData(0.0412, "41.2 ms")]
    [InlineData(1.04, "1.0 s")]
    public void Latencies_read_well(double seconds, string expected) => Assert.Equal(expected, Phrases.Latency(seconds));

    [Theory]
    [InlineData(512, "512 B")]
    [InlineData(1536, "1.5 KiB")]
    [InlineData(3.0 * 1024 * 1024 * 1024, "3.0 GiB")]
    public void Bytes_read_well(double bytes, string expected) => Assert.Equal(expected, Phrases.Bytes(bytes));
}
