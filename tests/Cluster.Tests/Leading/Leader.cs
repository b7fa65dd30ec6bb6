using Akka.Actor;

namespace Distillery.Cluster.Tests.Leading;

/// <summary>A singleton that says which process it is in, and fails when it is told to.</summary>
internal sealed class Leader : UntypedActor
{
    internal const string Who = "who leads?";
    internal const string Fail = "fail";

    private readonly string _name;

    public Leader(string name, Action? started)
    {
        _name = name;
        started?.Invoke();
    }

    protected override void OnReceive(object message)
    {
        if (message is Fail) throw new InvalidOperationException("it was told to");
        Sender.Tell(_name);
    }
}
