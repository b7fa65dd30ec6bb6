using Distillery.Messages;
using Distillery.Messages.Generations;
using Distillery.Messages.Membership;
using Distillery.Messages.Progress;
using Distillery.Shared.Cluster.Serialization;

namespace Distillery.Shared.Tests.Wire;

/// <summary>Bytes of messages that travel without a frame, written down once as protoc made them; what
/// <see cref="GoldenFrameTests"/> says of frames holds for them.</summary>
public sealed class GoldenMessageTests
{
    /// <summary>Its sign is not .NET's.</summary>
    private static readonly double NaN = BitConverter.UInt64BitsToDouble(0x7FF8_0000_0000_0000);

    public static TheoryData<string, Message> Messages => new()
    {
        { "0A0408011002", new Pause(new Generation(1, 2)) },
        { "0A04686F7374100118022203613A3132040A0266663A0C0A0408011007120208281826", new Hello(
            "host", NodeRoles.Student, 2, "a:1", null, "ff", new Standing(new Generation(1, 7), 40, 38)) },
        { "0A05080110AC02100C180A220E0A080A026E311A02100412026E31", new Begin(
            new Generation(1, 300), 12, 10,
            new Placement([new Member(new NodeId("n1"), "", new RankSpan(0, 4))], [new NodeId("n1")])) },
        { "0A060A0408011002125C08FFFFFFFFFFFFFFFFFF0112001901000000000000002A4411000000000000E03F18022201"
            + "012A03746F703002380141000000000000F87F4A08000000000000D03F5A0608091008180771000000000000C03F79"
            + "000000000000F87F",
            new Heartbeat(new Standing(new Generation(1, 2), null, 0), [new StepRecord(-1, default, 1, false, [
                new RankReport(0, 0.5, 2, [1], "top", 2, 1, NaN, [0.25], null, new EvaluationCounts(9, 8, 7))
                {
                    LabelLoss = 0.125, DistillLoss = NaN,
                }])]) },
        { "0A060A0408011002220D0803106421000000000000D03F", new Heartbeat(
            new Standing(new Generation(1, 2), null, 0), []) { Teacher = new TeacherFigures(3, 100, 0, 0.25) } },
    };

    [Theory, MemberData(nameof(Messages))]
    public void The_bytes_of_a_message_never_change(string golden, Message message) =>
        Assert.Equal(golden, Convert.ToHexString(MessageCodec.ToBytes(message)));
}
