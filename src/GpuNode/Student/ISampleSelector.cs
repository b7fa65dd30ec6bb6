using Distillery.GpuNode.Data;
using Distillery.GpuNode.Models;

namespace Distillery.GpuNode.Student;

/// <summary>Chooses the samples of a batch that are worth a step. The choice depends on weights, samples and position only.</summary>
public interface ISampleSelector
{
    /// <summary>How many images of each batch it runs through the student to choose: 0, or the batch.</summary>
    int ScoredCount { get; }

    /// <summary>How many samples it keeps.</summary>
    int KeptCount { get; }

    /// <summary>How many forward passes of a step record BatchNorm statistics: 1, or 2 when scoring does as well.</summary>
    int RecordedPasses { get; }

    /// <param name="images">The batch as loaded, [batch, channels, height, width].</param>
    Selection Select(Network student, Tensor images, HostBatch batch);
}
