namespace Distillery.Shared.Actors;

/// <summary>To an actor whose machine outlives it: do what waits in the mailbox, and stop. Another one carries the machine on.</summary>
public sealed class PassOn
{
    private PassOn()
    {
    }

    public static PassOn Instance { get; } = new();
}
