using Distillery.GpuNode.Teacher;
using Distillery.GpuNode.Tensors;
using Distillery.GpuNode.Tests.Training;
using Distillery.GpuNode.Training;
using Distillery.GpuNode.Work;
using Distillery.Messages.Membership;
using Distillery.Shared;
using Distillery.Shared.Configuration;

namespace Distillery.GpuNode.Tests.Work;

public sealed class BitsProbeTests
{
    private readonly RunConfig _config = TestRun.Config("supervised");

    [Fact]
    public void Nodes_of_a_kind_find_the_same_bits_and_keep_their_state()
    {
        using RunInputs inputs = SyntheticData.Inputs(_config) with { Teacher = SyntheticData.CreateTeacher() };
        using TrainingState one = StudentFactory.CreateState(_config, inputs.Data, Devices.Cpu);
        using TrainingState other = StudentFactory.CreateState(_config, inputs.Data, Devices.Cpu);
        ulong before = StateVectors.Hash(one.Vectors);

        ComputedBits? bits = BitsProbe.Compute(_config, inputs, one, Devices.Cpu, TimeProvider.System);

        Assert.NotNull(bits?.Student);
        Assert.NotNull(bits.Teacher);
        Assert.Equal(bits, BitsProbe.Compute(_config, inputs, other, Devices.Cpu, TimeProvider.System));
        Assert.Equal(bits with { Student = null }, BitsProbe.Compute(_config, inputs, null, Devices.Cpu, TimeProvider.System));
        Assert.Equal(before, StateVectors.Hash(one.Vectors));
    }

    [Fact]
    public void What_is_not_repeated_is_not_told()
    {
        using RunInputs inputs = SyntheticData.Inputs(_config) with { Teacher = new ChangingTeacher() };
        Assert.Equal(new ComputedBits(null, null), BitsProbe.Compute(_config, inputs, null, Devices.Cpu, TimeProvider.System));
        Assert.Null(BitsProbe.Compute(_config with { Deterministic = false }, inputs, null, Devices.Cpu, TimeProvider.System));
    }

    [Fact]
    public void Devices_of_a_node_must_have_the_same_bits()
    {
        ComputedBits bits = new(1, 2);
        Assert.Equal(bits, Agree(bits, bits));
        Assert.Equal(new ComputedBits(1, null), Agree(bits, bits with { Teacher = null }));
        Assert.Null(Agree(null, null));
        UserErrorException error = Assert.Throws<UserErrorException>(() => Agree(bits, bits with { Student = 3 }));
        Assert.Equal("cpu:0 and cpu:1 compute other bits from the same images", error.Message);
    }

    private static ComputedBits? Agree(params ReadOnlySpan<ComputedBits?> bits) => BitsProbe.Agree(
        [.. bits.ToArray().Select((found, number) => (Devices.Parse($"cpu:{number}"), found))]);

    /// <summary>As one that draws random numbers.</summary>
    private sealed class ChangingTeacher : ITeacher
    {
        private float _answers;

        public long? MacsPerImage => null;

        public Tensor Answer(Tensor images) => HostTensor.From<float>([_answers++], 1);

        public void Dispose()
        {
        }
    }
}
