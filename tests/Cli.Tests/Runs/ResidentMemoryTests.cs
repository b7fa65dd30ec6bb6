using System.Diagnostics;
using System.Globalization;
using System.Text.Json;
using Xunit.Abstractions;

namespace Distillery.Cli.Tests.Runs;

/// <summary>A run of any length lives in the memory of its first steps, as the system counts it: in a process of its own,
/// with real images, a teacher, evaluations and checkpoints.</summary>
public sealed class ResidentMemoryTests(ITestOutputHelper output) : IDisposable
{
    private const long FirstStep = 10;
    private const long LastStep = 1000;
    private const long StepsBetweenReadings = 90;
    private const double AllowedGrowth = 0.02;

    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact(Skip = "Missed with jemalloc, whose free memory settles later than at step 10: 2 to 4 % by step 1,000, then level; see docs/benchmarks.md, Memory.")]
    public void Resident_memory_grows_by_less_than_two_percent_from_step_10_to_step_1000()
    {
        List<Reading> readings = Run();
        Assert.Equal(FirstStep, readings[0].Step);
        Assert.Equal(LastStep, readings[^1].Step);
        Assert.True(readings.Count(reading => reading.Event == "evaluated") > 2, "the window holds too few evaluations");
        double growth = ((double)readings.Max(reading => reading.Bytes) / readings[0].Bytes) - 1;
        string report = $"it grew by {growth:P2}: {string.Join(", ", readings)}";
        output.WriteLine(report);
        Assert.True(growth < AllowedGrowth, report);
    }

    private List<Reading> Run()
    {
        using Process process = DistillProcess.Start(
            "run", Path.Combine(FindRepository(), "examples", "smoke.yaml"), "--run-dir", _folder.At("run"), "--json",
            "--set", "telemetry.log_every_seconds=0", "--set", $"train.steps={LastStep}", "--set", "train.batch=8");
        try
        {
            List<Reading> readings = [];
            while (process.StandardOutput.ReadLine() is { } line)
            {
                if (ReadingAt(process, JsonDocument.Parse(line).RootElement) is { } reading) readings.Add(reading);
            }
            process.WaitForExit();
            Assert.Equal(0, process.ExitCode);
            return readings;
        }
        finally
        {
            process.Kill(); // It has ended already, unless a reading failed.
        }
    }

    private static Reading? ReadingAt(Process process, JsonElement line)
    {
        string name = line.GetProperty("event").GetString()!;
        if (name is not ("step" or "evaluated")) return null;
        long step = line.GetProperty("step").GetInt64();
        if (step < FirstStep || (name == "step" && (step - FirstStep) % StepsBetweenReadings != 0)) return null;
        return new Reading(step, name, ResidentBytes(process.Id));
    }

    /// <summary>Summed over the mappings: the total in /proc/PID/status is an estimate, which errs by more the more
    /// processors the machine has.</summary>
    private static long ResidentBytes(int processId) =>
        File.ReadLines($"/proc/{processId}/smaps")
            .Where(line => line.StartsWith("Rss:", StringComparison.Ordinal))
            .Sum(line => 1024 * long.Parse(line.Split(' ', StringSplitOptions.RemoveEmptyEntries)[1], CultureInfo.InvariantCulture));

    private static string FindRepository()
    {
        string? folder = AppContext.BaseDirectory;
        while (folder is not null && !File.Exists(Path.Combine(folder, "Orchestrator.sln")))
            folder = Path.GetDirectoryName(folder);
        return folder ?? throw new InvalidOperationException("the tests lie under the folder that holds Orchestrator.sln");
    }

    private sealed record Reading(long Step, string Event, long Bytes)
    {
        public override string ToString() => $"{Event} {Step}: {Bytes / 1e6:F1} MB";
    }
}
