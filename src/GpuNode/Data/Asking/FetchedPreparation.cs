using Distillery.GpuNode.Helpers;

namespace Distillery.GpuNode.Data.Asking;

/// <summary>Batches are prepared by data nodes, which are asked as soon as a batch is begun; what comes back undone, this process
/// does.</summary>
public sealed class FetchedPreparation(IHelperDoor door, IPreparedImages images, long seed) : IBatchPreparation
{
    /// <summary>A larger batch is fetched in pieces: so that several data nodes share it, and none holds much of it.</summary>
    internal const int MostPieceBytes = 4 << 20;

    /// <summary>So that the numbers of a piece and what is told of its damaged images are no burden either.</summary>
    internal const int MostPieceImages = 4096;

    private readonly LocalPreparation _here = new(images, seed);

    public IPendingBatch Begin(HostBatch batch)
    {
        int most = Math.Clamp(MostPieceBytes / images.Shape.ValueCount, 1, MostPieceImages);
        int pieceCount = (batch.Count + most - 1) / most;
        FetchedRows[] pieces = new FetchedRows[pieceCount];
        for (int i = 0; i < pieceCount; i++) // Pieces of equal size, but for one image.
        {
            int first = (int)((long)batch.Count * i / pieceCount), end = (int)((long)batch.Count * (i + 1) / pieceCount);
            pieces[i] = FetchedRows.Begin(door, batch, first, end - first, images.ClassCount);
        }
        return new Pending(_here, batch, pieces);
    }

    private sealed record Pending(LocalPreparation Here, HostBatch Batch, FetchedRows[] Pieces) : IPendingBatch
    {
        public void Finish(CancellationToken stop)
        {
            foreach (FetchedRows piece in Pieces)
            {
                if (!piece.Wait(stop)) Here.Prepare(Batch, piece.First, piece.Count, stop);
            }
        }

        public void Dispose()
        {
            foreach (FetchedRows piece in Pieces) piece.GiveUp();
        }
    }
}
