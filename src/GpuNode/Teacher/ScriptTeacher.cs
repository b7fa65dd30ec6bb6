using Distillery.Torch;

namespace Distillery.GpuNode.Teacher;

/// <summary>A TorchScript file as teacher, in this process.</summary>
/// <param name="macsPerImage">Multiply-accumulates of one answer, as the configuration states them.</param>
public sealed class ScriptTeacher(ScriptModule module, long macsPerImage) : ITeacher
{
    public long MacsPerImage { get; } = macsPerImage;

    public Tensor Answer(Tensor images)
    {
        using NoGrad guard = NoGrad.Begin();
        return module.Forward(images).To(ScalarType.Float32);
    }

    public void Dispose() => module.Dispose();
}
