using System.Runtime.Serialization;
using System.Text;
using Akka.Actor;
using Akka.Serialization;
using Distillery.ClusterBench.Host;
using Distillery.Shared.Cluster.Security;
using Google.Protobuf.WellKnownTypes;

namespace Distillery.Cluster.Tests.Security;

public sealed class RefusingSerializerTests : IAsyncLifetime
{
    private const int Json = 1;
    private const int Protobuf = 2;
    private const int RemoteDeployment = 3;

    private Engines _engines = null!; // Made before each test.

    private Serialization Serialization => ((ExtendedActorSystem)_engines.All[0].System).Serialization;

    public async Task InitializeAsync() => _engines = await Engines.FormAsync(1);

    public async Task DisposeAsync() => await _engines.DisposeAsync();

    public static TheoryData<object> Unknown =>
    [
        new UnboundMessage("text"), new InvalidOperationException("text"), new object(), new List<string> { "text" },
        new StringValue { Value = "text" }, 1.5,
    ];

    [Theory]
    [MemberData(nameof(Unknown))]
    public void What_nobody_has_bound_does_not_leave_the_process(object message)
    {
        Serializer serializer = Serialization.FindSerializerFor(message);

        Assert.IsType<RefusingSerializer>(serializer);
        SerializationException refusal = Assert.Throws<SerializationException>(() => serializer.ToBinary(message));
        Assert.Contains(message.GetType().ToString(), refusal.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void An_actor_of_anybodys_choice_is_neither_sent_nor_made()
    {
        Props props = Listener.Of(_ => { });

        Assert.IsType<RefusingSerializer>(Serialization.FindSerializerFor(props));
        Assert.IsType<RefusingSerializer>(Serialization.FindSerializerForType(typeof(Akka.Remote.RemoteSettings).Assembly.GetType("Akka.Remote.DaemonMsgCreate")!));
    }

    [Theory]
    [InlineData(Json, "System.Diagnostics.Process, System.Diagnostics.Process")]
    [InlineData(Protobuf, "Google.Protobuf.WellKnownTypes.StringValue, Google.Protobuf")]
    [InlineData(RemoteDeployment, "")]
    [InlineData(700, "")]
    [InlineData(123456, "")]
    public void A_serializer_that_the_sender_names_and_we_have_not_makes_nothing(int serializer, string manifest) =>
        Assert.ThrowsAny<SerializationException>(() => Serialization.Deserialize(Encoding.UTF8.GetBytes("{}"), serializer, manifest));

    [Fact]
    public async Task A_member_that_sends_what_nobody_has_bound_disturbs_nobody()
    {
        await _engines.AddAsync();
        await _engines.AllSeeAsync(2);
        TaskCompletionSource<object> heard = new();
        _engines.All[1].System.ActorOf(Listener.Of(message => heard.TrySetResult(message)), "listener");
        ActorSelection listener = _engines.All[0].System.ActorSelection($"{Engines.MemberOf(_engines.All[1]).Address}/user/listener");

        listener.Tell(new UnboundMessage("text"));
        listener.Tell("a text, which Akka knows how to send");

        Assert.Equal("a text, which Akka knows how to send", await heard.Task.WaitAsync(Wait.Patience));
        await _engines.AllSeeAsync(2);
    }

    private sealed record UnboundMessage(string Text);
}
