using Distillery.Coordinator.Observation;
using Distillery.Shared.Runs;

namespace Distillery.Cli.Progress;

/// <summary>Shows a person or a program how a request for one or several runs goes. All calls come from the thread that
/// runs; only <see cref="Stopping"/> comes from another one.</summary>
internal interface IRunView : IRunObserver
{
    /// <summary>A line of a log, as it is.</summary>
    void Note(string line);

    /// <summary>Something that takes a while before training begins.</summary>
    void Preparing(string text);

    /// <summary>Calls <paramref name="execute"/>, which trains one method, and may draw while it goes on.</summary>
    RunSummary During(Func<RunSummary> execute);

    /// <summary>A person has asked to stop.</summary>
    void Stopping();

    /// <param name="wasComplete">The run was complete before this start, and nothing was computed.</param>
    void Finished(RunFolder folder, RunSummary summary, bool wasComplete);

    /// <summary>Several methods have been run: how they compare.</summary>
    void Compared(RunComparison comparison);
}
