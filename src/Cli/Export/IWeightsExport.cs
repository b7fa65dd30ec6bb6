using Distillery.Cli.Evaluation;

namespace Distillery.Cli.Export;

/// <summary>One file format that a student can leave in.</summary>
internal interface IWeightsExport
{
    void Write(string path, LoadedNetwork network);

    /// <summary>Reads the file back, as another program would, and asks it.</summary>
    /// <param name="images">[batch, channels, height, width], normalised.</param>
    /// <returns>Logits [batch, classes].</returns>
    Tensor Answer(string path, Tensor images);
}
