using Distillery.GpuNode.Data;
using Distillery.GpuNode.Student;
using Distillery.GpuNode.Teacher;
using Distillery.GpuNode.Tensors;
using Distillery.GpuNode.Training;
using Distillery.Messages.Membership;
using Distillery.Shared;
using Distillery.Shared.Configuration;
using Distillery.Shared.Seeds;

namespace Distillery.GpuNode.Work;

/// <summary>Computes a little with the run's networks, so that nodes whose processors or libraries give other bits are found before
/// they take part.</summary>
internal static class BitsProbe
{
    private const int Images = 4; // BatchNorm needs more than one; more would only take longer.
    private const string StreamName = "bits probe"; // All nodes of a run must draw the same.

    /// <summary>What all devices of a node have computed.</summary>
    /// <exception cref="UserErrorException">They have not computed the same.</exception>
    internal static ComputedBits? Agree(IReadOnlyList<(ComputeDevice Device, ComputedBits? Bits)> computed) =>
        computed.Any(each => each.Bits is null)
            ? null
            : new ComputedBits(One(computed, bits => bits.Student), One(computed, bits => bits.Teacher));

    private static ulong? One(IReadOnlyList<(ComputeDevice Device, ComputedBits? Bits)> computed, Func<ComputedBits, ulong?> part)
    {
        ulong?[] numbers = [.. computed.Select(each => part(each.Bits!))];
        if (numbers.Contains(null)) return null; // A device that does not repeat itself says nothing of others.
        int other = Array.FindIndex(numbers, number => number != numbers[0]);
        if (other < 0) return numbers[0];
        throw new UserErrorException(
            $"{computed[0].Device} and {computed[other].Device} compute other bits from the same images",
            "Name devices of one model in --device, or set deterministic: false; then no two runs are alike.");
    }

    /// <returns>Null where the run does not promise bits.</returns>
    /// <param name="state">The initial state, on the device; null on a node that does not train.</param>
    internal static ComputedBits? Compute(
        RunConfig config, RunInputs inputs, TrainingState? state, Device device, TimeProvider time)
    {
        if (!config.Deterministic) return null;
        HostBatch batch = DrawBatch(config, inputs.Data);
        return new ComputedBits(
            state is null ? null : IfRepeated(() => OfStudent(config, inputs.Data, state, batch, time)),
            inputs.Teacher is null ? null : IfRepeated(() => OfTeacher(inputs.Teacher, batch, device)));
    }

    /// <summary>Null where the same process gives other bits the second time, as operators of a device without a deterministic form do,
    /// or a teacher that draws random numbers: then a difference from another node says nothing.</summary>
    private static ulong? IfRepeated(Func<ulong> compute)
    {
        ulong first = compute();
        return compute() == first ? first : null;
    }

    /// <summary>Of the gradient and statistics of a supervised step; the state stays as it is.</summary>
    private static ulong OfStudent(RunConfig config, DataSources data, TrainingState state, HostBatch batch, TimeProvider time)
    {
        Objective objective = new(config.Methods[0] with { LabelWeight = 1 }, config.Train.LabelSmoothing);
        using StudentReplica replica = new(
            StudentFactory.CreateNetwork(config, data), state.Weights, new KeepAllSelector(Images), objective, teacher: null,
            config.Train.Precision == Precision.Bfloat16, time);
        replica.Compute(batch);
        return StateVectors.Hash([replica.Gradients.All]);
    }

    private static ulong OfTeacher(ITeacher teacher, HostBatch batch, Device device)
    {
        using DisposeScope scope = NewDisposeScope();
        using IDisposable guard = no_grad();
        return StateVectors.Hash([teacher.Answer(batch.Images(device)).cpu()]);
    }

    private static HostBatch DrawBatch(RunConfig config, DataSources data)
    {
        HostBatch batch = new(data.Training.Shape, Images, data.Training.Normalization) { Count = Images };
        RandomStream stream = RandomStream.Named(config.Seed, StreamName);
        for (int i = 0; i < batch.Pixels.Length; i++) batch.Pixels[i] = (byte)stream.NextUInt32();
        for (int i = 0; i < Images; i++) batch.Labels[i] = i % data.ClassCount;
        return batch;
    }
}
