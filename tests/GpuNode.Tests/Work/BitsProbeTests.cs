using Distillery.GpuNode.Teacher;
using Distillery.GpuNode.Tensors;
using Distillery.GpuNode.Tests.Training;
using Distillery.GpuNode.Training;
using Distillery.GpuNode.Work;
using Distillery.Messages.Membership;
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
