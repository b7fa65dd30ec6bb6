using Distillery.Shared.Telemetry.Exposition;

namespace Distillery.Shared.Tests.Telemetry.Exposition;

public sealed class ExpositionFormatTests
{
    private const string Prometheus2 =
        "application/openmetrics-text;version=1.0.0,application/openmetrics-text;version=0.0.1;q=0.75,"
        + "text/plain;version=0.0.4;q=0.5,*/*;q=0.1";

    [Theory]
    [InlineData(null, true)]
    [InlineData("", true)]
    [InlineData("*/*", true)]
    [InlineData("text/html, */*;q=0.8", true)]
    [InlineData(Prometheus2, true)]
    [InlineData("application/openmetrics-text; version=\"1.0.0\"; escaping=allow-utf-8", true)]
    [InlineData("text/plain", false)]
    [InlineData("text/plain;version=0.0.4", false)]
    [InlineData("application/openmetrics-text;q=0.1, text/plain;q=0.9", false)]
    [InlineData("application/openmetrics-text;version=9.0.0, text/plain;version=0.0.4;q=0.5", false)]
    [InlineData("application/openmetrics-text;q=0, text/plain", false)]
    [InlineData("application/json", false)]
    [InlineData("not a header at all;;;", true)]
    public void A_caller_gets_what_it_likes_best(string? accept, bool isOpenMetrics) =>
        Assert.Equal(isOpenMetrics, ExpositionFormat.For(accept is null ? [] : [accept]).IsOpenMetrics);

    [Fact]
    public void Several_headers_count_together() =>
        Assert.False(ExpositionFormat.For(["text/plain", "application/openmetrics-text;q=0.5"]).IsOpenMetrics);
}
