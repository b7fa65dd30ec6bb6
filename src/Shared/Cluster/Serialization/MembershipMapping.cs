using Distillery.Messages.Membership;
using Distillery.Shared.Wire;
using static Distillery.Shared.Wire.Fields;

namespace Distillery.Shared.Cluster.Serialization;

/// <summary>Who takes part: Proto/membership.proto.</summary>
internal static class MembershipMapping
{
    internal static readonly MessageMapping[] All =
    [
        MessageMapping.Control<FindCoordinator, Proto.FindCoordinator>(
            FrameKind.FindCoordinator,
            find => new() { Major = find.Major, Minor = find.Minor },
            find => new(find.Major, find.Minor)),
        MessageMapping.Control<CoordinatorFound, Proto.CoordinatorFound>(
            FrameKind.CoordinatorFound,
            found => new() { Major = found.Major, Minor = found.Minor, HttpAddress = found.HttpAddress },
            found => new(found.Major, found.Minor, found.HttpAddress)),
        MessageMapping.Control<Hello, Proto.Hello>(
            FrameKind.Hello,
            hello => new()
            {
                Name = hello.Name, Roles = (int)hello.Roles, Capacity = hello.Capacity, Address = hello.Address,
                RunId = hello.RunId, Fingerprint = hello.Fingerprint, Standing = hello.Standing.ToProto(),
            },
            hello => new(
                hello.Name, KnownRoles(hello.Roles), hello.Capacity, hello.Address, hello.RunId, hello.Fingerprint,
                hello.Standing.ToRecord())),
        MessageMapping.Control<Welcome, Proto.Welcome>(
            FrameKind.Welcome,
            welcome => new()
            {
                Generation = welcome.Generation.ToProto(), RunId = welcome.RunId, Config = welcome.Config,
                Fingerprint = welcome.Fingerprint, RunFolder = welcome.RunFolder, DataSecret = welcome.DataSecret,
                DataAddress = welcome.DataAddress,
            },
            welcome => new(
                welcome.Generation.ToRecord(), welcome.RunId, welcome.Config, welcome.Fingerprint, welcome.RunFolder)
            {
                DataSecret = welcome.DataSecret, DataAddress = welcome.DataAddress,
            }),
        MessageMapping.Control<Reject, Proto.Reject>(
            FrameKind.Reject,
            reject => new() { Problem = reject.Problem, NextStep = reject.NextStep },
            reject => new(reject.Problem, reject.NextStep)),
        MessageMapping.Control<Ready, Proto.Ready>(
            FrameKind.Ready,
            ready => new()
            {
                Fingerprint = ready.Fingerprint, Facts = ready.Facts.ToProto(), Standing = ready.Standing.ToProto(),
                Teacher = ready.Teacher, Data = ready.Data, Bits = ready.Bits?.ToProto(),
            },
            ready => new(
                ready.Fingerprint, ready.Facts.ToRecord(), ready.Standing.ToRecord(), ready.Teacher, ready.Data,
                ready.Bits?.ToRecord())),
        MessageMapping.Control<Leave, Proto.Leave>(
            FrameKind.Leave, leave => new() { Reason = leave.Reason }, leave => new(leave.Reason)),
        MessageMapping.Control<Dismiss, Proto.Dismiss>(
            FrameKind.Dismiss,
            dismiss => new() { Reason = (int)dismiss.Reason, Text = dismiss.Text },
            dismiss => new(Choice<DismissReason>(dismiss.Reason), dismiss.Text)),
    ];

    private static Proto.RunFacts ToProto(this RunFacts facts) => new()
    {
        TotalSteps = facts.TotalSteps, StepsPerEpoch = facts.StepsPerEpoch, TrainingSamples = facts.TrainingSamples,
        SliceCount = facts.SliceCount, VectorLength = facts.VectorLength, StudentMacs = facts.StudentMacs,
        TeacherMacs = facts.TeacherMacs, TeacherTop1 = facts.TeacherTop1, Shards = facts.Shards,
    };

    private static RunFacts ToRecord(this Proto.RunFacts? facts) => new(
        Required(facts).TotalSteps, facts.StepsPerEpoch, facts.TrainingSamples, facts.SliceCount, facts.VectorLength,
        facts.StudentMacs, facts.TeacherMacs, facts.TeacherTop1, facts.Shards);

    private static Proto.ComputedBits ToProto(this ComputedBits bits) => new() { Student = bits.Student, Teacher = bits.Teacher };

    private static ComputedBits ToRecord(this Proto.ComputedBits bits) => new(bits.Student, bits.Teacher);

    /// <summary>A role that this version does not know cannot be called upon, so it is left out.</summary>
    private static NodeRoles KnownRoles(int roles) => (NodeRoles)roles & (NodeRoles.Student | NodeRoles.Teacher | NodeRoles.Data);
}
