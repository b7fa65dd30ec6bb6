using Akka.Actor;

namespace Distillery.ClusterBench.Host;

/// <summary>A coordinator that says which process it is in, and fails when it is told to.</summary>
internal sealed class Leader : UntypedActor
{
    internal const string Who = "who leads?";
    internal const string Fail = "fail";

    private readonly string _name;
    private readonly Action<bool>? _leads;

    /// <param name="leads">Hears when it begins to lead and when it has ended.</param>
    public Leader(string name, Action<bool>? leads) => (_name, _leads) = (name, leads);

    protected override void PreStart() => _leads?.Invoke(true);

    protected override void PostStop() => _leads?.Invoke(false);

    protected override void OnReceive(object message)
    {
        if (message is Fail) throw new InvalidOperationException("it was told to");
        Sender.Tell(_name);
    }
}
