using System.Globalization;
using System.Runtime.Serialization;
using System.Text;
using Akka.Actor;
using Akka.Configuration;
using Akka.Serialization;
using Distillery.Messages;
using Distillery.Messages.Averaging;
using Distillery.Messages.Membership;
using Distillery.Messages.Generations;
using Distillery.Shared.Actors;
using Distillery.Shared.Cluster;
using Distillery.Shared.Cluster.Security;
using Distillery.Shared.Cluster.Serialization;
using Distillery.Shared.TensorLinks;
using Distillery.Shared.Wire;

namespace Distillery.Shared.Tests.Cluster.Serialization;

/// <summary>As Akka uses the serializer: found by a message's type, and by the number and manifest that came with bytes.</summary>
public sealed class MessageSerializerTests : IDisposable
{
    private const int JsonIdentifier = 1;

    private readonly ActorSystem _system =
        ActorSystem.Create("serialization", ConfigurationFactory.ParseString(AkkaSettings.Serialization));

    public static TheoryData<FrameKind> KindsWithoutPayload => [.. RandomMessages.Kinds.Where(kind => !MessageCodec.HasPayload(kind))];

    public static TheoryData<FrameKind> KindsWithPayload => [.. RandomMessages.Kinds.Where(MessageCodec.HasPayload)];

    [Theory, MemberData(nameof(KindsWithoutPayload))]
    public void A_message_of_every_kind_without_payload_comes_back_as_it_was(FrameKind kind)
    {
        Message sent = new RandomMessages(seed: 21).Next(kind);
        var serializer = Assert.IsType<MessageSerializer>(_system.Serialization.FindSerializerFor(sent));
        string manifest = serializer.Manifest(sent);
        Assert.Equal(((byte)kind).ToString(CultureInfo.InvariantCulture), manifest);

        object received = _system.Serialization.Deserialize(serializer.ToBinary(sent), serializer.Identifier, manifest);

        Assert.Equivalent(sent, received, strict: true);
    }

    [Fact]
    public void What_goes_over_a_control_link_comes_back_as_it_was()
    {
        LinkId link = new(Opened: 3, Answered: 1L << 40);
        NodeId sender = new("node-1");
        object[] words =
        [
            .. RandomMessages.Kinds.Where(kind => MessageCodec.PlaneOf(kind) == MessagePlane.Control)
                .Select(kind => new PeerWord(sender, new ControlEnvelope(link, 77, new RandomMessages(seed: 23).Next(kind)))),
            new PeerEnded(sender, new LinkEnded(link)),
        ];
        foreach (object word in words)
        {
            var serializer = Assert.IsType<MessageSerializer>(_system.Serialization.FindSerializerFor(word));
            Assert.Equivalent(word, Read(serializer.Manifest(word), serializer.ToBinary(word)), strict: true);
        }
    }

    [Fact]
    public void Words_that_are_none_are_refused()
    {
        byte[] word = Bytes(new PeerWord(new NodeId("node-1"), new ControlEnvelope(new LinkId(1, 0), 1, new Leave("a reason"))));
        Assert.Throws<SerializationException>(() => Read("word", word[..^1]));
        Assert.Throws<SerializationException>(() => Read("word", []));
        Assert.Throws<SerializationException>(() => Read("end", [0xFF]));
        PeerWord misplaced = new(new NodeId("node-1"), new ControlEnvelope(new LinkId(1, 0), 1, new FetchState(new Generation(1, 1), 4)));
        var error = Assert.Throws<SerializationException>(() => Read("word", Bytes(misplaced)));
        Assert.Contains("does not come over a control link", error.Message, StringComparison.Ordinal);

        byte[] Bytes(PeerWord sent) => _system.Serialization.FindSerializerFor(sent).ToBinary(sent);
    }

    [Theory, MemberData(nameof(KindsWithPayload))]
    public void A_payload_does_not_travel_over_Akka(FrameKind kind)
    {
        Message message = new RandomMessages(seed: 22).Next(kind);
        var error = Assert.Throws<SerializationException>(() => _system.Serialization.FindSerializerFor(message).ToBinary(message));
        Assert.Contains("data plane", error.Message, StringComparison.Ordinal);
        Assert.Throws<SerializationException>(() => Read(((byte)kind).ToString(CultureInfo.InvariantCulture), []));
    }

    [Fact]
    public void What_is_no_message_is_not_written()
    {
        foreach (object stranger in new object[] { new Uri("http://a/"), new Version(1, 2), new List<int>(), new { Text = "x" } })
        {
            Serializer serializer = _system.Serialization.FindSerializerFor(stranger);
            Assert.IsType<RefusingSerializer>(serializer);
            var error = Assert.Throws<SerializationException>(() => serializer.ToBinary(stranger));
            Assert.Contains("is not a message between processes", error.Message, StringComparison.Ordinal);
        }
    }

    [Theory]
    [InlineData("")]
    [InlineData("0")]
    [InlineData("99")]
    [InlineData("240")]
    [InlineData("999999999999")]
    [InlineData("-16")]
    [InlineData(" 16")]
    [InlineData("Pause")]
    [InlineData("System.Uri, System.Private.Uri")]
    public void A_manifest_that_is_no_kind_of_this_version_is_refused(string manifest) =>
        Assert.Throws<SerializationException>(() => Read(manifest, MessageCodec.ToBytes(new Pause(new Generation(1, 2)))));

    [Fact]
    public void Bytes_that_are_no_message_are_refused()
    {
        Assert.Throws<SerializationException>(() => Read("16", [0xFF, 0xFF]));
        Assert.Throws<SerializationException>(() => Read("5", new byte[WireLimits.ControlBodyBytes + 1]));
        var tooLong = new FetchRefused(default, new string('x', WireLimits.BulkBodyBytes));
        Assert.Throws<SerializationException>(() => _system.Serialization.FindSerializerFor(tooLong).ToBinary(tooLong));
    }

    /// <summary>Akka's default would create an object of the named type.</summary>
    [Fact]
    public void Nobody_reads_JSON_with_names_of_types()
    {
        string name = $"{typeof(Bait).FullName}, {typeof(Bait).Assembly.GetName().Name}";
        byte[] json = Encoding.UTF8.GetBytes($$"""{"$type":"{{name}}","Text":"taken"}""");
        using (ActorSystem plain = ActorSystem.Create("plain"))
            Assert.Equal("taken", ((Bait)plain.Serialization.Deserialize(json, JsonIdentifier, name)).Text);
        Assert.Throws<SerializationException>(() => _system.Serialization.Deserialize(json, JsonIdentifier, name));
        Assert.Throws<SerializationException>(() => _system.Serialization.Deserialize(json, JsonIdentifier, typeof(Bait)));
    }

    public void Dispose() => _system.Dispose();

    public sealed class Bait
    {
        public string Text { get; set; } = "";
    }

    private object Read(string manifest, byte[] bytes) => _system.Serialization.Deserialize(bytes, 7000, manifest);
}
