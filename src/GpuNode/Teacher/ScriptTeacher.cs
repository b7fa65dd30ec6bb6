using Distillery.Shared;
using Distillery.Torch;

namespace Distillery.GpuNode.Teacher;

/// <summary>A TorchScript file as teacher, in this process, in evaluation mode.</summary>
public sealed class ScriptTeacher(ScriptModule module, int classCount, string file) : ITeacher
{
    public long? MacsPerImage => null;

    /// <exception cref="UserErrorException">The module does not take such images, or gives something else than one logit
    /// a class.</exception>
    public Tensor Answer(Tensor images)
    {
        using NoGrad guard = NoGrad.Begin();
        Tensor logits = Forward(images);
        if (logits.Rank == 2 && logits.Shape[0] == images.Shape[0] && logits.Shape[1] == classCount)
            return logits.To(ScalarType.Float32);
        throw new UserErrorException(
            $"the teacher {file} gave {logits} for images {images}, where [{images.Shape[0]}, {classCount}] is expected",
            "Use a TorchScript file whose forward gives one logit for each class of this data.");
    }

    public void Dispose() => module.Dispose();

    private Tensor Forward(Tensor images)
    {
        try
        {
            return module.Forward(images.Contiguous());
        }
        catch (TorchException error)
        {
            throw new UserErrorException(
                $"the teacher {file} failed on images {images}: {error.Message}",
                "Check that the file takes normalised images of this shape; section data decides shape and normalisation.", error);
        }
    }
}
