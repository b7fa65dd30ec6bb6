using Distillery.Messages;
using Distillery.Messages.Membership;
using Distillery.Messages.Progress;
using Distillery.Shared.Cluster.Serialization;
using Distillery.Shared.Wire;
using Google.Protobuf;
using Proto = Distillery.Shared.Cluster.Serialization.Proto;

namespace Distillery.Shared.Tests.Cluster.Serialization;

/// <summary>Processes of two minor versions understand each other, whichever of them is the newer one.</summary>
public sealed class VersionTests
{
    private static readonly Proto.Generation Generation = new() { Term = 1, Number = 2 };

    public static TheoryData<FrameKind> Kinds => [.. RandomMessages.Kinds];

    [Theory, MemberData(nameof(Kinds))]
    public void An_older_reader_skips_what_a_newer_writer_appended_to_a_message(FrameKind kind)
    {
        byte[] known = MessageCodec.ToBytes(new RandomMessages(seed: 7).Next(kind));
        Payload? payload = MessageCodec.HasPayload(kind) ? new MemoryPayload(default) : null;

        Message read = MessageCodec.FromBytes(kind, NewerVersion.BytesOf(known), payload);

        Assert.Equal(known, MessageCodec.ToBytes(read));
    }

    [Fact]
    public void An_older_reader_skips_what_a_newer_writer_appended_to_the_records_inside_a_message()
    {
        Proto.RankReport report = NewerVersion.Of(new Proto.RankReport { Rank = 3, Reason = "top" });
        Proto.StepRecord record = NewerVersion.Of(new Proto.StepRecord { Step = 7, Generation = Generation, Reports = { report } });
        Proto.Standing standing = NewerVersion.Of(new Proto.Standing { Generation = NewerVersion.Of(Generation), FirstRecord = 7 });
        var heartbeat = new Proto.Heartbeat { Standing = standing, Records = { record, record } };

        var read = (Heartbeat)MessageCodec.FromBytes(FrameKind.Heartbeat, heartbeat.ToByteArray());

        Assert.Equal(new Standing(new Generation(1, 2), null, 7), read.Standing);
        Assert.Equal([7, 7], read.Records.Select(step => step.Step));
        Assert.All(read.Records, step => Assert.Equal((3, "top"), (step.Reports[0].Rank, step.Reports[0].Reason)));
    }

    /// <summary>What versions to come append must have a value that stands for "the writer does not know of it"; here it is shown
    /// with the fields that came last.</summary>
    [Fact]
    public void A_newer_reader_does_without_what_an_older_writer_did_not_know()
    {
        var standing = new Proto.Standing { Generation = Generation };
        var heartbeat = (Heartbeat)MessageCodec.FromBytes(
            FrameKind.Heartbeat, new Proto.Heartbeat { Standing = standing }.ToByteArray());
        Assert.Empty(heartbeat.ActivitySeconds);
        Assert.Null(heartbeat.Teacher);

        var ready = (Ready)MessageCodec.FromBytes(
            FrameKind.Ready, new Proto.Ready { Facts = new Proto.RunFacts(), Standing = standing }.ToByteArray());
        Assert.Equal((null, null, null), (ready.Teacher, ready.Data, ready.Bits));
    }

    [Fact]
    public void A_role_of_a_newer_version_is_left_out()
    {
        var hello = new Hello("host", NodeRoles.Student | (NodeRoles)64, 1, "", null, null, new Standing(default, null, 0));
        Assert.Equal(NodeRoles.Student, ((Hello)MessageCodec.FromBytes(FrameKind.Hello, MessageCodec.ToBytes(hello))).Roles);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(99)]
    [InlineData((int)FrameKind.Ping)]
    [InlineData(255)]
    public void A_kind_that_is_no_message_of_this_version_is_said_to_be_unknown(byte kind)
    {
        Assert.False(MessageCodec.IsMessage((FrameKind)kind));
        var error = Assert.Throws<WireException>(() => MessageCodec.FromBytes((FrameKind)kind, []));
        Assert.Equal($"a message of the unknown kind {kind}", error.Message);
    }
}
