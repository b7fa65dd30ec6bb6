using Distillery.Messages;
using Distillery.Messages.Averaging;
using Distillery.Messages.Generations;
using Distillery.Messages.Membership;
using Distillery.Messages.Progress;
using Distillery.Messages.Samples;
using Distillery.Shared.Transport;
using Distillery.Shared.Wire;

namespace Distillery.Shared.Tests.Wire;

/// <summary>Bytes that were written down once. When one of these tests fails, processes of two releases no longer
/// understand each other: the protocol's version has to change, not the test alone. They were computed by a second
/// implementation of PROTOCOL.md, in Python.</summary>
public sealed class GoldenFrameTests
{
    public static TheoryData<string, Message> Frames => new()
    {
        { "4453544610000000020000000000000023D0BE11504FDE040204", new Pause(new Generation(1, 2)) },
        { "44535446010000001500000000000000B48B82BFD9E7173504686F7374020403613A310001026666020E01504C", new Hello(
            "host", NodeRoles.Student, 2, "a:1", null, "ff", new Standing(new Generation(1, 7), 40, 38)) },
        { "445354461400000010000000000000007C38C1D4D7789D2F02D804181401026E3100000801026E31", new Begin(
            new Generation(1, 300), 12, 10,
            new Placement([new Member(new NodeId("n1"), "", new RankSpan(0, 4))], [new NodeId("n1")])) },
        { "44535446210000000D0000000300000076B0890B2A7DD08C02040608EFCDAB896745230101010203", new SliceAverage(
            new Generation(1, 2), 3, 4, 0x0123456789ABCDEF, true, new MemoryPayload(new byte[] { 1, 2, 3 })) },
        { "44535446300000004E000000000000008F8440BDB9E92379020400000101000001000000000000000001000000000000"
                + "00E03F04010203746F700402000000000000F8FF01000000000000D03F000112100E0000000000000000C03F000000000000F8FF0000",
            new Heartbeat(new Standing(new Generation(1, 2), null, 0), [new StepRecord(-1, default, 1, false, [
                new RankReport(0, 0.5, 2, [1], "top", 2, 1, double.NaN, [0.25], null, new EvaluationCounts(9, 8, 7))
                {
                    LabelLoss = 0.125,
                }])]) },
        { "44535446300000001300000000000000746B21CE7C97093D0204000000000106C80100000000000000D03F", new Heartbeat(
            new Standing(new Generation(1, 2), null, 0), []) { Teacher = new TeacherFigures(3, 100, 0, 0.25) } },
        { "44535446440000000B0000000C00000085DC1145DDE790420AEFCDAB89674523010406070000000100000004000000", new SampleQuery(
            5, 0x0123456789ABCDEF, 2, 3, new MemoryPayload(new byte[] { 7, 0, 0, 0, 1, 0, 0, 0, 4, 0, 0, 0 })) },
        { "44535446450000000E0000000A000000D2C32944FE35BFBF0A02010405612E6A70670363757403000000090000000102", new SampleAnswer(
            5, 1, [new DamagedRow(2, "a.jpg", "cut")], new MemoryPayload(new byte[] { 3, 0, 0, 0, 9, 0, 0, 0, 1, 2 })) },
    };

    [Theory, MemberData(nameof(Frames))]
    public void The_bytes_of_a_frame_never_change(string golden, Message message) =>
        Assert.Equal(golden, Convert.ToHexString(FrameBytes.Of(message)));

    [Fact]
    public void The_bytes_of_a_handshake_never_change()
    {
        var call = new Handshake(
            HandshakeKind.Call, new ProtocolVersion(1, 0), new NodeId("n1"), NodeId.Coordinator, MessagePlane.Bulk, 5, "run",
            "m", 77, 5000, "");
        Assert.Equal("4453544C0100000024000000BA74D9AD00026E310B636F6F7264696E61746F720205000000000000000372756E016D9A"
                + "01904E00", Convert.ToHexString(call.ToBytes()));
    }
}
