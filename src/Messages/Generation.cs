namespace Distillery.Messages;

/// <summary>The number of an agreement on who does what. Those of a later coordinator are above all of an earlier one:
/// the term decides, then the number.</summary>
/// <param name="Term">Which start of the coordinator made it, from 1; 0 is before all.</param>
/// <param name="Number">Grows with each agreement, over all terms.</param>
public readonly record struct Generation(long Term, long Number) : IComparable<Generation>
{
    public int CompareTo(Generation other) =>
        Term != other.Term ? Term.CompareTo(other.Term) : Number.CompareTo(other.Number);

    public static bool operator <(Generation left, Generation right) => left.CompareTo(right) < 0;

    public static bool operator >(Generation left, Generation right) => left.CompareTo(right) > 0;

    public static bool operator <=(Generation left, Generation right) => left.CompareTo(right) <= 0;

    public static bool operator >=(Generation left, Generation right) => left.CompareTo(right) >= 0;

    public override string ToString() => $"{Term}.{Number}";
}
