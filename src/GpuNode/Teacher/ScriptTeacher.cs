using System.Runtime.InteropServices;
using Distillery.GpuNode.Tensors;
using Distillery.Shared;

namespace Distillery.GpuNode.Teacher;

/// <summary>A TorchScript file as teacher, in this process, in evaluation mode.</summary>
public sealed class ScriptTeacher : ITeacher
{
    private readonly jit.ScriptModule _module;
    private readonly int _classCount;
    private readonly string _file;

    private ScriptTeacher(jit.ScriptModule module, int classCount, string file) =>
        (_module, _classCount, _file) = (module, classCount, file);

    public long? MacsPerImage => null;

    /// <exception cref="UserErrorException">The file is not a TorchScript archive that this libtorch can read.</exception>
    public static ScriptTeacher Load(string file, int classCount, Device device)
    {
        try
        {
            jit.ScriptModule module = jit.load(file, device);
            module.eval();
            return new ScriptTeacher(module, classCount, file);
        }
        catch (ExternalException error)
        {
            throw new UserErrorException(
                $"{file} is not a TorchScript file that libtorch {TorchRuntime.Version} can read: {TorchError.Sentence(error)}",
                "Save it with torch.jit.save from a PyTorch that is not newer, or name teacher.architecture.", error);
        }
    }

    /// <exception cref="UserErrorException">The module does not take such images, or gives something else than one logit
    /// a class.</exception>
    public Tensor Answer(Tensor images)
    {
        using DisposeScope scope = NewDisposeScope();
        using IDisposable guard = no_grad();
        object? answer = Forward(images);
        if (answer is Tensor logits && logits.dim() == 2 && logits.size(0) == images.size(0) && logits.size(1) == _classCount)
            return logits.to(ScalarType.Float32).MoveToOuterDisposeScope();
        throw new UserErrorException(
            $"the teacher {_file} gave {Describe(answer)} for images {TensorBytes.Describe(images)}, "
            + $"where [{images.size(0)}, {_classCount}] is expected",
            "Use a TorchScript file whose forward gives one logit for each class of this data.");
    }

    public void Dispose() => _module.Dispose();

    private static string Describe(object? answer) => answer is Tensor tensor ? TensorBytes.Describe(tensor) : "something else than one tensor";

    private object? Forward(Tensor images)
    {
        try
        {
            return _module.forward(images.contiguous());
        }
        catch (Exception error) when (error is NotImplementedException or ArgumentOutOfRangeException)
        {
            return null; // So TorchSharp fails over a result of a kind that it does not know.
        }
        catch (ExternalException error)
        {
            throw new UserErrorException(
                $"the teacher {_file} failed on images {TensorBytes.Describe(images)}: {TorchError.Sentence(error)}",
                "Check that the file takes normalised images of this shape; section data decides shape and normalisation.", error);
        }
    }
}
