namespace Distillery.Cli.Cluster;

/// <summary>How a run is spread over processes of this machine.</summary>
/// <param name="NodeCount">Nodes that train, from 1.</param>
/// <param name="TeacherCount">Nodes that only teach; with any, the others ask them. From 0.</param>
/// <param name="Restarts">Whether a process that was lost is started again.</param>
/// <param name="Device">What each node computes on, as --device has it.</param>
internal sealed record ClusterRequest(int NodeCount, int TeacherCount, bool Restarts, bool RecordSamples, string Device)
{
    /// <summary>Nodes that only prepare data; with any, those that train ask them. From 0.</summary>
    internal int DataCount { get; init; }

    /// <summary>All of them.</summary>
    internal int ProcessCount => NodeCount + TeacherCount + DataCount;

    /// <summary>Where the coordinator answers over HTTP, and each node at a port of its own; null when they do not.</summary>
    internal HttpRequest? Http { get; init; }

    /// <summary>How long a process that was lost stays away; longer where it is lost again at once.</summary>
    internal TimeSpan RestartPause { get; init; } = TimeSpan.FromMilliseconds(200);

    /// <summary>What each node's command line has at its end.</summary>
    internal IReadOnlyList<string> NodeArguments { get; init; } = [];

    /// <summary>The machine's cores, shared out among those that compute: whoever decodes, threads that decode come beside
    /// them.</summary>
    internal int CoresPerNode => Math.Max(1, Environment.ProcessorCount / Math.Max(1, NodeCount + TeacherCount));

    /// <summary>What the node of this number does, as <c>--roles</c> says it; those that train come first, from 1, then
    /// teachers.</summary>
    internal string RolesOf(int number)
    {
        if (number > NodeCount + TeacherCount) return "data";
        if (number > NodeCount) return "teacher";
        return $"student{(TeacherCount == 0 ? ",teacher" : "")}{(DataCount == 0 ? ",data" : "")}";
    }
}
