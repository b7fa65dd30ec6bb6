using System.Text.RegularExpressions;
using Distillery.Messages;
using Distillery.Shared.Cluster.Serialization;
using Distillery.Shared.TensorLinks;
using Distillery.Shared.Wire;

namespace Distillery.Shared.Tests.Cluster.Serialization;

/// <summary>docs/protocol.md, the enum of kinds and the records say the same.</summary>
public sealed partial class ProtocolDocumentTests
{
    private const int MessageCells = 7;
    private const int OwnCells = 4;

    private static readonly string[][] Rows =
    [
        .. File.ReadLines(PathOfDocument())
            .Where(line => KindRow().IsMatch(line))
            .Select(line => line.Trim('|', ' ').Split('|', StringSplitOptions.TrimEntries)),
    ];

    [Fact]
    public void The_document_lists_every_kind_with_its_byte_and_plane()
    {
        Assert.Equal(Enum.GetValues<FrameKind>().Length, Rows.Length);
        foreach (FrameKind kind in Enum.GetValues<FrameKind>())
        {
            string[] row = Assert.Single(Rows, row => row[0] == kind.ToString());
            Assert.Equal(((byte)kind).ToString(), row[1]);
            Assert.All(row, cell => Assert.NotEmpty(cell));
            Assert.Equal(MessageCodec.IsMessage(kind) ? MessageCells : OwnCells, row.Length);
            if (MessageCodec.IsMessage(kind))
                Assert.Equal(MessageCodec.PlaneOf(kind) == MessagePlane.Bulk ? "bulk" : "control", row[2]);
        }
    }

    [Fact]
    public void Every_message_has_a_kind_of_its_name()
    {
        IEnumerable<string> records = typeof(Message).Assembly.GetTypes()
            .Where(type => type.IsSubclassOf(typeof(Message)) && !type.IsAbstract)
            .Select(type => type.Name);
        Assert.Equal(records.Order(), RandomMessages.Kinds.Select(kind => kind.ToString()).Order());
        Assert.All(RandomMessages.Kinds, kind =>
        {
            Message message = new RandomMessages(seed: 5).Next(kind);
            Assert.Equal(kind, MessageCodec.KindOf(message));
            Assert.Equal(kind.ToString(), message.GetType().Name);
        });
    }

    [Fact]
    public void A_payload_is_in_the_kinds_whose_record_has_one() => Assert.All(
        RandomMessages.Kinds,
        kind => Assert.Equal(
            new RandomMessages(seed: 6).Next(kind).GetType().GetProperties().Any(field => field.PropertyType == typeof(Payload)),
            MessageCodec.HasPayload(kind)));

    private static string PathOfDocument() => Path.Combine(Repository.Root, "docs", "protocol.md");

    [GeneratedRegex(@"^\| \w+ \| \d+ \| (?:control|bulk|both) \|")]
    private static partial Regex KindRow();
}
