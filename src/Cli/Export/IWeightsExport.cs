using Distillery.Cli.Evaluation;

namespace Distillery.Cli.Export;

/// <summary>One file format that a student can leave in.</summary>
internal interface IWeightsExport
{
    /// <param name="images">[batch, channels, height, width]: an example of what the network is asked.</param>
    void Write(string path, LoadedNetwork network, Tensor images);

    /// <summary>Reads the file back, as another program would, and asks it.</summary>
    /// <returns>Logits [batch, classes].</returns>
    Tensor Answer(string path, LoadedNetwork network, Tensor images);
}
