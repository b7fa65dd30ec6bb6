using Distillery.Messages;
using Distillery.Messages.Helpers;
using Distillery.Messages.Membership;
using Distillery.Messages.Samples;
using Distillery.Messages.Teachers;

namespace Distillery.Simulation.Helpers;

/// <summary>The messages of one role.</summary>
public sealed class HelperWords(NodeRoles role)
{
    private const int Images = 2;

    private bool IsData => role == NodeRoles.Data;

    public string Name => IsData ? "data node" : "teacher";

    public HelperRoster Roster(long term, long revision, ulong fingerprint, IReadOnlyList<HelperPlace> places) =>
        IsData ? new SampleRoster(term, revision, fingerprint, places) : new TeacherRoster(term, revision, fingerprint, places);

    public HelperQuery Query(long number, byte[] content) => IsData
        ? new SampleQuery(number, 0, 0, Images, new MemoryPayload(content))
        : new TeacherQuery(number, 0, Images, Images, IsMixed: false, IsRowByRow: false, new MemoryPayload(content));

    public HelperAnswer Answer(long number, byte[] content) => IsData
        ? new SampleAnswer(number, 0, [], new MemoryPayload(content))
        : new TeacherAnswer(number, 0, Images, new MemoryPayload(content));
}
