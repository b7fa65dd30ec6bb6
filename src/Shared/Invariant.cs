using System.Diagnostics.CodeAnalysis;

namespace Distillery.Shared;

/// <summary>Conditions that only a defect of this program can break. They are checked in every build.</summary>
public static class Invariant
{
    /// <exception cref="InvariantException">The condition does not hold. The process must end: what it holds cannot be
    /// trusted.</exception>
    public static void That([DoesNotReturnIf(false)] bool condition, string broken)
    {
        if (!condition) throw new InvariantException(broken);
    }
}
