using Akka.Actor;

namespace Distillery.ClusterBench.Host;

/// <summary>Hands all that it receives to a test.</summary>
internal sealed class Listener : UntypedActor
{
    private readonly Action<object> _receive;

    public Listener(Action<object> receive) => _receive = receive;

    internal static Props Of(Action<object> receive) => Props.Create(() => new Listener(receive));

    protected override void OnReceive(object message) => _receive(message);
}
