namespace Distillery.GpuNode.Work;

/// <summary>The places for ranks in this process: as many as ever had a rank at once.</summary>
internal sealed class RankSeats(RunParts run) : IDisposable
{
    private readonly List<RankSeat> _seats = [];

    /// <summary>Seats exactly these ranks. Those that stay keep their place, with what they have computed and read.</summary>
    /// <returns>The places, in the order of the ranks.</returns>
    internal IReadOnlyList<RankSeat> Assign(IReadOnlyList<int> ranks)
    {
        foreach (RankSeat seat in _seats.Where(seat => seat.Rank is { } rank && !ranks.Contains(rank))) seat.Assign(null);
        return [.. ranks.Select(rank => SeatOf(rank) ?? Give(rank))];
    }

    internal RankSeat? SeatOf(int rank) => _seats.Find(seat => seat.Rank == rank);

    /// <summary>What was computed does not count any more: the state is another one.</summary>
    internal void Forget()
    {
        foreach (RankSeat seat in _seats) seat.Forget();
    }

    public void Dispose()
    {
        foreach (RankSeat seat in _seats) seat.Dispose();
        _seats.Clear();
    }

    private RankSeat Give(int rank)
    {
        RankSeat? seat = _seats.Find(seat => seat.Rank is null);
        if (seat is null) _seats.Add(seat = new RankSeat(run));
        seat.Assign(rank);
        return seat;
    }
}
