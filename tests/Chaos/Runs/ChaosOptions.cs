namespace Distillery.Chaos.Runs;

/// <summary>What is run while things go wrong.</summary>
/// <param name="Config">A configuration file.</param>
/// <param name="Folder">Run folders go into it.</param>
/// <param name="Averaging">Where slices are averaged: nodes or coordinator.</param>
public sealed record ChaosOptions(string Config, string Folder, int Nodes, long Steps, int Faults, string Averaging)
{
    /// <summary>Short, so that a node that was stopped is soon counted as lost.</summary>
    public const double LossAfterSeconds = 1.5;

    /// <summary>Processes that only teach, beside the nodes; they are hit as nodes are.</summary>
    public int TeacherNodes { get; init; }

    /// <summary>Processes that only prepare data; they are hit as well.</summary>
    public int DataNodes { get; init; }

    /// <summary>Arguments that the disturbed and the undisturbed run have in common.</summary>
    public IReadOnlyList<string> Common(string runFolder) =>
    [
        "run", Config, "--run-dir", runFolder, "--record-samples", "--json", "--set", $"train.steps={Steps}",
        "--set", $"cluster.loss_after_seconds={LossAfterSeconds}", "--set", "cluster.rejoin_wait_seconds=5",
        "--set", "checkpoint.every_steps=25", "--set", "telemetry.log_every_seconds=0.1",
        "--set", $"cluster.averaging={Averaging}",
    ];
}
