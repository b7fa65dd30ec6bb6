namespace Distillery.Shared.Configuration;

/// <summary>How the learning rate changes over a run.</summary>
public enum ScheduleName
{
    Constant,

    /// <summary>Multiplied by a factor at each of a list of epochs.</summary>
    Multistep,

    /// <summary>Half a cosine from the full rate down to a final share of it.</summary>
    Cosine,
}
