namespace Distillery.GpuNode.Teacher;

/// <summary>Answers queries. An answer is a function of the images alone; several threads may ask at once.</summary>
public interface ITeacher : IDisposable
{
    /// <summary>Multiply-accumulates of one answer; null where they cannot be counted, as in a TorchScript file.</summary>
    long? MacsPerImage { get; }

    /// <param name="images">Normalised, [batch, channels, height, width].</param>
    /// <returns>Logits [batch, classes], Float32, without gradients.</returns>
    Tensor Answer(Tensor images);
}
