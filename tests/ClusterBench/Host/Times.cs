namespace Distillery.ClusterBench.Host;

/// <summary>How long something took, over several trials.</summary>
internal sealed class Times(string what)
{
    private readonly List<double> _milliseconds = [];

    internal void Add(TimeSpan time) => _milliseconds.Add(time.TotalMilliseconds);

    public override string ToString()
    {
        _milliseconds.Sort();
        return $"{what} after {At(0.5):F0} ms (p50), {At(0.9):F0} (p90), {At(0.99):F0} (p99), {_milliseconds[^1]:F0} (longest of {_milliseconds.Count})";
    }

    private double At(double share) => _milliseconds[(int)Math.Ceiling(share * _milliseconds.Count) - 1];
}
