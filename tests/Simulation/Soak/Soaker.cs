using Distillery.Simulation.Scenarios;

namespace Distillery.Simulation.Soak;

/// <summary>Runs many simulations on all cores, one seed after the other, until they are done or nobody wants more.</summary>
public sealed class Soaker(TextWriter output, CancellationToken stop)
{
    private readonly Lock _printing = new();
    private long _next;
    private long _runs;
    private long _failures;
    private long _messages;
    private long _repeatedSteps;

    public bool HasFailures => _failures > 0;

    /// <param name="count">How many; 0 for no end.</param>
    /// <param name="run">Runs the one of this number, from 0.</param>
    /// <param name="rerun">The command line that runs it alone.</param>
    public void Run(ulong count, Func<ulong, SimulationResult> run, Func<ulong, string> rerun)
    {
        _next = 0;
        Task[] workers = [.. Enumerable.Range(0, Environment.ProcessorCount).Select(_ => Task.Run(() =>
        {
            while (!stop.IsCancellationRequested)
            {
                ulong number = (ulong)Interlocked.Increment(ref _next) - 1;
                if (count > 0 && number >= count) return;
                Note(run(number), rerun(number));
            }
        }))];
        Task.WaitAll(workers, CancellationToken.None);
    }

    /// <summary>All of it in a line.</summary>
    public string Summary() =>
        $"{_runs} runs{(stop.IsCancellationRequested ? ", then interrupted" : "")}: {_failures} failed, {_messages} messages, "
        + $"{_repeatedSteps} repeated steps";

    private void Note(SimulationResult result, string rerun)
    {
        Interlocked.Increment(ref _runs);
        Interlocked.Add(ref _messages, result.Messages);
        Interlocked.Add(ref _repeatedSteps, result.RepeatedSteps);
        if (result.Failure is null) return;
        Interlocked.Increment(ref _failures);
        lock (_printing) output.WriteLine($"seed {result.Seed}: {result.Failure}\nrun it alone: {rerun}\n");
    }
}
