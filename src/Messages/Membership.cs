namespace Distillery.Messages.Membership;

/// <summary>What a node is willing to do.</summary>
[Flags]
public enum NodeRoles
{
    None = 0,
    Student = 1,
    Teacher = 2,
    Data = 4,
}

/// <summary>How far a node is.</summary>
/// <param name="Generation">The newest generation that it was told of.</param>
/// <param name="AppliedSteps">How many steps its state has behind it, or null without state. One more than the run's steps
/// once the closing step is done.</param>
/// <param name="FirstRecord">The first step whose record it still holds; it holds all from there to the last applied
/// one.</param>
public sealed record Standing(Generation Generation, long? AppliedSteps, long FirstRecord);

/// <summary>What a node knows of a run once it has loaded the data and built the networks. All nodes must find the
/// same.</summary>
/// <param name="TotalSteps">How many optimizer steps the run has.</param>
/// <param name="TrainingSamples">In the training set.</param>
/// <param name="SliceCount">How many slices the flat vector has, the one of the ranks' reports included.</param>
/// <param name="VectorLength">Elements of the flat vector: parameters and BatchNorm statistics.</param>
/// <param name="StudentMacs">Multiply-accumulates of a forward pass of one image.</param>
/// <param name="TeacherMacs">The same for the teacher; null when there is none, or when they cannot be counted.</param>
/// <param name="TeacherTop1">The teacher's measured accuracy, 0 to 1.</param>
/// <param name="Shards">The sizes of the training set's shards, where the order of samples follows them; empty
/// otherwise.</param>
public sealed record RunFacts(
    long TotalSteps, long StepsPerEpoch, long TrainingSamples, int SliceCount, long VectorLength, long StudentMacs,
    long? TeacherMacs, double? TeacherTop1, string Shards = "")
{
    /// <summary>The same without what only a teacher tells.</summary>
    public RunFacts WithoutTeacher() => this with { TeacherMacs = null, TeacherTop1 = null };

    /// <summary>The same without what only networks tell: all that a node knows which only prepares data.</summary>
    public RunFacts OfData() => WithoutTeacher() with { SliceCount = 0, VectorLength = 0, StudentMacs = 0 };
}

/// <summary>Hashes of what a node computes from the same small input with the run's networks. Where two nodes differ, so do the last
/// bits of all that they compute: their processors, devices or libraries are of different kinds.</summary>
/// <param name="Student">Of a gradient; null from a node that does not train, or does not repeat its own.</param>
/// <param name="Teacher">Of a teacher's answers; null from a node that does not teach, or likewise.</param>
public sealed record ComputedBits(ulong? Student, ulong? Teacher);

/// <summary>Node to whoever leads, wherever that is: who are you? Outside of any link, and asked again until an answer comes.</summary>
/// <param name="Major">Of the protocol that the node speaks.</param>
/// <param name="Minor">The same.</param>
public sealed record FindCoordinator(int Major, int Minor) : Message;

/// <summary>The coordinator's answer: whoever sends it leads, and is the one to say <see cref="Hello"/> to.</summary>
/// <param name="Major">Of the protocol that the coordinator speaks.</param>
/// <param name="Minor">The same.</param>
/// <param name="HttpAddress">Where it answers over HTTP, as a URL; empty where it does not.</param>
public sealed record CoordinatorFound(int Major, int Minor, string HttpAddress) : Message;

/// <summary>Node to coordinator: the first word on every link.</summary>
/// <param name="Name">For people: the host's name.</param>
/// <param name="Capacity">How many ranks it computes well, relative to the others; from 1.</param>
/// <param name="Address">HOST:PORT under which other nodes reach it; empty inside one process.</param>
/// <param name="RunId">Of the run that it has loaded, or null when it has not loaded any.</param>
/// <param name="Fingerprint">Of the configuration that it has loaded, or null when it asks for one.</param>
public sealed record Hello(
    string Name, NodeRoles Roles, int Capacity, string Address, string? RunId, string? Fingerprint,
    Standing Standing) : Message;

/// <summary>Coordinator to node: what to load before it says <see cref="Ready"/>.</summary>
/// <param name="Generation">The newest one of this coordinator.</param>
/// <param name="RunId">Names the run folder, whatever its path.</param>
/// <param name="Config">The effective configuration of the run, as YAML.</param>
/// <param name="RunFolder">Where checkpoints are, on a disk that nodes with state share with the coordinator.</param>
public sealed record Welcome(
    Generation Generation, string RunId, string Config, string Fingerprint, string RunFolder) : Message
{
    /// <summary>Who calls on the data plane proves to know it; drawn by the coordinator, and known to those alone whom it has admitted.</summary>
    public string DataSecret { get; init; } = "";

    /// <summary>HOST:PORT of the coordinator's own end of the data plane; empty where it has none.</summary>
    public string DataAddress { get; init; } = "";

    /// <summary>Without the secret, which belongs in no log, and the configuration, which is long.</summary>
    public override string ToString() => $"{nameof(Welcome)} {{ {Generation}, run {RunId} }}";
}

/// <summary>Coordinator to node: it cannot take part, and trying again will not help.</summary>
/// <param name="Problem">For the person who started the node: what is wrong.</param>
/// <param name="NextStep">What to do about it.</param>
public sealed record Reject(string Problem, string NextStep) : Message;

/// <summary>Node to coordinator: data, teacher and networks are loaded; ranks and queries may come.</summary>
/// <param name="Facts">As far as the node needs to know them: one that only prepares data knows nothing of networks.</param>
/// <param name="Teacher">The fingerprint of the teacher that it has loaded; null without one.</param>
/// <param name="Data">The fingerprint of what training images become there; null from a node that does not say.</param>
/// <param name="Bits">What it computes from a small input; null from a node that does not compute, or where the run promises no
/// bits.</param>
public sealed record Ready(
    string Fingerprint, RunFacts Facts, Standing Standing, ulong? Teacher = null, ulong? Data = null,
    ComputedBits? Bits = null) : Message;

/// <summary>Node to coordinator: it would like to go, and stays until it is dismissed.</summary>
public sealed record Leave(string Reason) : Message;

/// <summary>Coordinator to node: nothing more is expected from it.</summary>
/// <param name="Text">For people.</param>
public sealed record Dismiss(DismissReason Reason, string Text) : Message;

/// <summary>Why a node's part is over.</summary>
public enum DismissReason
{
    /// <summary>The run has reached its end.</summary>
    Completed = 0,

    /// <summary>The run was asked to stop; it can be resumed.</summary>
    Stopped = 1,

    /// <summary>The run cannot go on.</summary>
    Failed = 2,

    /// <summary>The node had asked to leave, and all it held has been handed over.</summary>
    Drained = 3,

    /// <summary>The node was counted as lost; it may come back under a new <see cref="NodeId"/>.</summary>
    Lost = 4,
}
