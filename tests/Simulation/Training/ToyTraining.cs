using System.Runtime.InteropServices;
using Distillery.Messages.Generations;
using Distillery.Shared;
using Distillery.Simulation.Time;

namespace Distillery.Simulation.Training;

/// <summary>A training whose every number is a function of the seed, the step, the rank and the weights' bits, and in which the
/// order of additions shows: what a run of any cluster must reproduce bit by bit.</summary>
/// <param name="Shape">How large it is.</param>
public sealed class ToyTraining(ulong seed, ToyShape shape)
{
    private readonly List<ulong> _hashes = [];
    private ToyState? _reference;

    public ToyShape Shape => shape;

    /// <summary>w(0).</summary>
    public ToyState InitialState()
    {
        ToyState state = new(shape.VectorLength);
        for (int i = 0; i < shape.VectorLength; i++) state.Weights[i] = ToFloat(SeededRandom.Mix(seed ^ ((ulong)i << 8)));
        return state;
    }

    /// <summary>One slice of a rank's gradient.</summary>
    public float[] Gradient(ToyState state, long step, int rank, int slice)
    {
        float[] gradient = new float[shape.SliceLength];
        bool isBroken = IsBroken(step) && rank == (int)(step % shape.RankCount) && slice == 0;
        for (int i = 0; i < gradient.Length; i++)
        {
            uint bits = BitConverter.SingleToUInt32Bits(state.Weights[(slice * shape.SliceLength) + i]);
            gradient[i] = ToFloat(SeededRandom.Mix(
                seed + bits + ((ulong)step << 32) + ((ulong)rank << 20) + ((ulong)slice << 10) + (ulong)i));
        }
        if (isBroken) gradient[0] = float.NaN;
        return gradient;
    }

    /// <summary>A rank's loss, which its report tells.</summary>
    public double Loss(long step, int rank) => ToFloat(SeededRandom.Mix(seed ^ ((ulong)step << 16) ^ (ulong)rank));

    /// <summary>Adds vectors along the rank tree.</summary>
    /// <param name="parts">Sums of subtrees that are there already, by their spans.</param>
    public float[] Sum(RankSpan subtree, Func<RankSpan, float[]?> parts)
    {
        if (parts(subtree) is { } known) return known;
        Invariant.That(subtree.Count > 1, $"the sum over {subtree} is missing");
        int width = 1;
        while (width < subtree.Count) width *= 2;
        int half = width / 2;
        float[] left = Sum(new RankSpan(subtree.First, half), parts);
        float[] right = Sum(new RankSpan(subtree.First + half, subtree.Count - half), parts);
        return [.. left.Zip(right, (one, other) => one + other)];
    }

    public float[] Divide(float[] sum) => Array.ConvertAll(sum, value => value / shape.RankCount);

    public void Apply(ToyState state, long step, IReadOnlyList<float[]> average)
    {
        if (step == shape.TotalSteps) return;
        if (average.Any(slice => slice.Any(value => !float.IsFinite(value)))) return;
        for (int i = 0; i < shape.VectorLength; i++)
        {
            state.Momentum[i] = (0.9f * state.Momentum[i]) + average[i / shape.SliceLength][i % shape.SliceLength];
            state.Weights[i] -= 0.1f * state.Momentum[i];
        }
    }

    /// <summary>The hash of the state after so many steps on one undisturbed node: what every node must have.</summary>
    public ulong ReferenceHash(long appliedSteps)
    {
        if (_reference is null)
        {
            _reference = InitialState();
            _hashes.Add(_reference.Hash());
        }
        while (_hashes.Count <= appliedSteps)
        {
            long step = _hashes.Count - 1;
            Apply(_reference, step, [.. Enumerable.Range(0, shape.GradientSlices).Select(slice => Average(_reference, step, slice))]);
            _hashes.Add(_reference.Hash());
        }
        return _hashes[(int)appliedSteps];
    }

    /// <summary>Whether the step's average is not finite.</summary>
    public bool IsBroken(long step) => step < shape.TotalSteps
        && (shape.IsBroken?.Invoke(step) ?? SeededRandom.Mix(seed + (ulong)step * 977) % 40 == 0);

    public static ulong HashOf(ReadOnlySpan<byte> bytes)
    {
        ulong hash = 0xcbf29ce484222325;
        foreach (byte value in bytes) hash = (hash ^ value) * 0x100000001b3;
        return hash;
    }

    public static byte[] BytesOf(float[] values) => MemoryMarshal.AsBytes<float>(values).ToArray();

    public static float[] FloatsOf(ReadOnlyMemory<byte> bytes) => MemoryMarshal.Cast<byte, float>(bytes.Span).ToArray();

    private float[] Average(ToyState state, long step, int slice) => Divide(Sum(
        new RankSpan(0, shape.RankCount), span => span.Count == 1 ? Gradient(state, step, span.First, slice) : null));

    private static float ToFloat(ulong bits) => ((bits >> 40) / (float)(1 << 24)) - 0.5f;
}
