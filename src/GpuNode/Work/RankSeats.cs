using Distillery.GpuNode.Work.Copies;

namespace Distillery.GpuNode.Work;

/// <summary>The places for ranks in this process, on all its devices: as many as ever had a rank at once.</summary>
/// <param name="tell">Gets a sentence for people where a device has no rank.</param>
internal sealed class RankSeats(RunParts run, Action<string> tell) : IDisposable
{
    private readonly List<RankSeat> _seats = [];
    private int _idleTold;

    /// <summary>Seats exactly these ranks, neighbours on the same device as far as possible. Those that stay keep their place, with what they
    /// have computed and read.</summary>
    /// <param name="step">A rank that has computed it stays wherever it is.</param>
    /// <returns>The places, in the order of the ranks.</returns>
    internal IReadOnlyList<RankSeat> Assign(int[] ranks, long step)
    {
        DeviceCopy[] copies = [.. ranks.Select((_, place) => CopyOf(place, ranks.Length))];
        foreach (RankSeat seat in _seats.Where(seat => seat.Rank is not null))
        {
            int place = Array.IndexOf(ranks, seat.Rank!.Value);
            bool stays = place >= 0 && (seat.Copy == copies[place] || seat.ComputedStep == step);
            if (!stays) seat.Assign(null);
        }
        TellIdle(run.Copies.All.Count - copies.Distinct().Count(), ranks.Length);
        return [.. ranks.Select((rank, place) => SeatOf(rank) ?? Give(rank, copies[place]))];
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

    /// <summary>Ranks are dealt out in blocks of neighbours, for these can be added up on their device.</summary>
    private DeviceCopy CopyOf(int place, int rankCount) => run.Copies.All[place * run.Copies.All.Count / Math.Max(rankCount, run.Copies.All.Count)];

    private RankSeat Give(int rank, DeviceCopy copy)
    {
        RankSeat? seat = _seats.Find(seat => seat.Rank is null && seat.Copy == copy);
        if (seat is null) _seats.Add(seat = new RankSeat(run, copy));
        seat.Assign(rank);
        return seat;
    }

    private void TellIdle(int idle, int ranks)
    {
        if (idle == _idleTold) return;
        _idleTold = idle;
        if (idle > 0)
        {
            tell($"{idle} of this node's {run.Copies.All.Count} devices stay idle but for evaluations: it has {ranks} of the run's "
                + $"{run.RankCount} ranks (train.replicas)");
        }
    }
}
