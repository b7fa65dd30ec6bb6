namespace Distillery.Shared.Cluster;

/// <summary>What a process does in the cluster. Each is a role of its Akka member; a process may have several.</summary>
public static class ClusterRoles
{
    /// <summary>Leads the run or stands by to lead it; sees the run folder.</summary>
    public const string Coordinator = "coordinator";

    /// <summary>Hosts ranks: computes gradients and averages them.</summary>
    public const string Student = "student";

    /// <summary>Answers teacher queries.</summary>
    public const string Teacher = "teacher";

    /// <summary>Prepares images of the data set for others.</summary>
    public const string Data = "data";

    /// <summary>All there are.</summary>
    public static IReadOnlyList<string> All { get; } = [Coordinator, Student, Teacher, Data];
}
