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
/// implementation of docs/protocol.md: the fields by protoc, the rest in Python.</summary>
public sealed class GoldenFrameTests
{
    /// <summary>Its sign is not .NET's.</summary>
    private static readonly double NaN = BitConverter.UInt64BitsToDouble(0x7FF8_0000_0000_0000);

    public static TheoryData<string, Message> Frames => new()
    {
        { "44535446100000000600000000000000080A1E81F0E264DF0A0408011002", new Pause(new Generation(1, 2)) },
        { "44535446010000002300000000000000A3BE21EFF0A5DE020A04686F7374100118022203613A3132040A0266663A0C0A"
            + "0408011007120208281826", new Hello(
            "host", NodeRoles.Student, 2, "a:1", null, "ff", new Standing(new Generation(1, 7), 40, 38)) },
        { "44535446140000001B000000000000007D9AE3C37CD77E960A05080110AC02100C180A220E0A080A026E311A02100412"
            + "026E31", new Begin(
            new Generation(1, 300), 12, 10,
            new Placement([new Member(new NodeId("n1"), "", new RankSpan(0, 4))], [new NodeId("n1")])) },
        { "44535446210000001500000003000000C3B844598517BA9D0A04080110021003180421EFCDAB89674523012801010203", new SliceAverage(
            new Generation(1, 2), 3, 4, 0x0123456789ABCDEF, true, new MemoryPayload(new byte[] { 1, 2, 3 })) },
        { "445354463000000066000000000000000779ADEE59918A460A060A0408011002125C08FFFFFFFFFFFFFFFFFF01120019"
            + "01000000000000002A4411000000000000E03F18022201012A03746F703002380141000000000000F87F4A0800000000"
            + "0000D03F5A0608091008180771000000000000C03F79000000000000F87F",
            new Heartbeat(new Standing(new Generation(1, 2), null, 0), [new StepRecord(-1, default, 1, false, [
                new RankReport(0, 0.5, 2, [1], "top", 2, 1, NaN, [0.25], null, new EvaluationCounts(9, 8, 7))
                {
                    LabelLoss = 0.125, DistillLoss = NaN,
                }])]) },
        { "4453544630000000170000000000000097758BDDB8A79A100A060A0408011002220D0803106421000000000000D03F", new Heartbeat(
            new Standing(new Generation(1, 2), null, 0), []) { Teacher = new TeacherFigures(3, 100, 0, 0.25) } },
        { "44535446440000000F0000000C0000005BDCE152966C3A25080511EFCDAB896745230118022003070000000100000004"
            + "000000", new SampleQuery(
            5, 0x0123456789ABCDEF, 2, 3, new MemoryPayload(new byte[] { 7, 0, 0, 0, 1, 0, 0, 0, 4, 0, 0, 0 })) },
        { "4453544645000000140000000A000000D73D80CCE291E5DA080510011A0E08021205612E6A70671A0363757403000000"
            + "090000000102", new SampleAnswer(
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
        Assert.Equal("4453544C010000002900000032CBD9F012026E311A0B636F6F7264696E61746F72200129050000000000000032037275"
            + "6E3A016D404D488827", Convert.ToHexString(call.ToBytes()));
    }
}
