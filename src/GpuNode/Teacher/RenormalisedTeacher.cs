using Distillery.GpuNode.Data;
using Distillery.GpuNode.Tensors;

namespace Distillery.GpuNode.Teacher;

/// <summary>A teacher that was trained on images normalised by other numbers than the student's: it sees
/// (x · σ + μ − μₜ) / σₜ, with mean μ and deviation σ of the data, μₜ and σₜ of the teacher.</summary>
public sealed class RenormalisedTeacher : ITeacher
{
    private readonly ITeacher _teacher;
    private readonly Tensor _factors;
    private readonly Tensor _offsets;

    /// <param name="teacher">Taken over: disposed with this one.</param>
    /// <param name="data">What the images are normalised by, a value a channel.</param>
    /// <param name="own">What the teacher was trained with.</param>
    public RenormalisedTeacher(ITeacher teacher, Normalization data, Normalization own, Device device)
    {
        _teacher = teacher;
        int channels = own.Channels;
        float[] factors = [.. data.Std.Zip(own.Std, (from, to) => from / to)];
        float[] offsets = [.. Enumerable.Range(0, channels).Select(i => (data.Mean[i] - own.Mean[i]) / own.Std[i])];
        _factors = ToChannels(factors, device);
        _offsets = ToChannels(offsets, device);
    }

    public long? MacsPerImage => _teacher.MacsPerImage;

    public Tensor Answer(Tensor images)
    {
        using DisposeScope scope = NewDisposeScope();
        using IDisposable guard = no_grad();
        return _teacher.Answer(images.mul(_factors).add_(_offsets, Scalars.One)).MoveToOuterDisposeScope();
    }

    public void Dispose()
    {
        _teacher.Dispose();
        _factors.Dispose();
        _offsets.Dispose();
    }

    private static Tensor ToChannels(float[] values, Device device)
    {
        using DisposeScope scope = NewDisposeScope();
        return HostTensor.From<float>(values, 1, values.Length, 1, 1).to(device).DetachFromDisposeScope();
    }
}
