namespace Distillery.Messages.Membership;

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
