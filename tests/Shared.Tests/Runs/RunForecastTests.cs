using Distillery.Shared.Runs;

namespace Distillery.Shared.Tests.Runs;

public sealed class RunForecastTests : IDisposable
{
    private static readonly RunForecast Forecast = new()
    {
        MadeAt = DateTimeOffset.UnixEpoch, ConfigFingerprint = "ff", Steps = 10, SamplesSeen = 320, TeacherQueries = 160,
        Compute = new ComputeSummary(60, 100, 0.6, 0.65), SecondsPerStep = 0.5, WallSeconds = 8,
    };

    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void What_is_written_is_read_again_by_runs_of_the_same_configuration()
    {
        Forecast.Write(Path);
        Assert.Equal(Forecast, RunForecast.TryRead(Path, "ff"));
        Assert.Equal(40, Forecast.ImagesPerSecond);
        Assert.Contains("\"images_per_second\": 40", File.ReadAllText(Path), StringComparison.Ordinal);
    }

    [Fact]
    public void A_forecast_of_another_configuration_is_none()
    {
        Forecast.Write(Path);
        Assert.Null(RunForecast.TryRead(Path, "fe"));
    }

    [Theory]
    [InlineData("")]
    [InlineData("null")]
    [InlineData("{\"steps\": 10}")]
    [InlineData("not JSON")]
    public void A_file_that_is_no_forecast_is_none(string text)
    {
        File.WriteAllText(Path, text);
        Assert.Null(RunForecast.TryRead(Path, "ff"));
    }

    [Fact]
    public void Without_a_file_there_is_none() => Assert.Null(RunForecast.TryRead(Path, "ff"));

    private string Path => _folder.At("forecast.json");
}
