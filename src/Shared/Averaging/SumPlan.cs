using System.Numerics;
using Distillery.Messages.Generations;

namespace Distillery.Shared.Averaging;

/// <summary>In which order the sums of subtrees are added, as steps on a few working blocks: what the tree over all ranks
/// still has to add once each part is one vector. Depth first, so that few blocks are in use at a time; which of two
/// independent additions comes first does not change a bit.</summary>
internal sealed class SumPlan
{
    private readonly List<SumStep> _steps = [];
    private readonly Stack<int> _freeBlocks = [];
    private readonly IReadOnlyList<RankSpan> _parts;

    /// <param name="parts">Subtrees next to each other, by rank.</param>
    /// <param name="whole">The ranks that they cover together: all ranks, or those of a subtree.</param>
    internal SumPlan(IReadOnlyList<RankSpan> parts, RankSpan whole)
    {
        _parts = parts;
        Add(whole, 0, parts.Count);
    }

    /// <summary>In order; the last one makes the whole sum. Empty for a single part.</summary>
    internal IReadOnlyList<SumStep> Steps => _steps;

    /// <summary>How many working blocks the steps use.</summary>
    internal int BlockCount { get; private set; }

    /// <returns>What has the sum of these ranks, as in <see cref="SumStep"/>.</returns>
    private int Add(RankSpan ranks, int firstPart, int endPart)
    {
        Invariant.That(firstPart < endPart, $"no part of a sum has {ranks}");
        if (endPart - firstPart == 1)
        {
            Invariant.That(_parts[firstPart] == ranks, $"a part of a sum is {_parts[firstPart]} where it must be {ranks}");
            return firstPart;
        }
        Invariant.That(ranks.Count > 1, $"several parts of a sum have {ranks}");
        int half = (int)(BitOperations.RoundUpToPowerOf2((uint)ranks.Count) / 2);
        int middle = firstPart;
        while (middle < endPart && _parts[middle].First < ranks.First + half) middle++;
        int left = Add(new RankSpan(ranks.First, half), firstPart, middle);
        int right = Add(new RankSpan(ranks.First + half, ranks.Count - half), middle, endPart);
        if (left < 0) _freeBlocks.Push(~left);
        if (right < 0) _freeBlocks.Push(~right);
        int block = _freeBlocks.TryPop(out int free) ? free : BlockCount++;
        _steps.Add(new SumStep(left, right, block));
        return ~block;
    }
}

/// <summary>One addition of a <see cref="SumPlan"/>.</summary>
/// <param name="Left">The number of a part, or the complement of a working block's number.</param>
/// <param name="Right">The same.</param>
/// <param name="Block">The working block that takes the sum; it may be one of the two.</param>
internal readonly record struct SumStep(int Left, int Right, int Block);
