using System.Text.Json;

namespace Distillery.Cli.Tests.Bench;

public sealed class PrefetchBenchmarkTests : IDisposable
{
    private readonly Study _study = new();

    public void Dispose() => _study.Dispose();

    [Fact]
    public void The_memory_of_batches_ahead_is_told_beside_what_is_stated()
    {
        CliResult result = CliResult.Of("bench", "prefetch", _study.Config, "--seconds", "1", "--set", "data.prefetch=3", "--json");
        Assert.Equal((0, ""), (result.ExitCode, result.Error));
        JsonElement told = result.JsonLines[0];
        Assert.Equal(2 * (3 + 2) * 16 * 32 * 32, told.GetProperty("batch_bytes").GetInt64()); // Ranks, batches, images, pixels.
        Assert.True(told.GetProperty("images").GetInt64() >= 32);
        Assert.True(told.GetProperty("before_bytes").GetInt64() > 0);
    }
}
